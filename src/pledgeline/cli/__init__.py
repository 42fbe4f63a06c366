"""The command line: argv in, exit codes out.

Law of this folder: one verb, one file. Nothing heavy is imported before a
verb runs, so that help is instant; nothing is computed here.
"""
