"""The report: typed pages first, then the two ways to write them, terminal and HTML.

Pages turn a result into finished text; nothing is computed here that the
result does not hold. A pixel, a colour and a decimal place belong here.
"""
