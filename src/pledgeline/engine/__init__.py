"""Choices: which model, which order, which default; from a case to its results.

Law of this folder: the only place where facts on paper, facts on screens and
arithmetic meet. Nothing here knows a file format, a colour or an exit code.
"""
