"""What stands on paper: the case, its assets, loans, debts and promises.

Law of this folder: frozen records in the words of a term sheet. Nothing here
computes a price, opens a file or imports numpy.
"""
