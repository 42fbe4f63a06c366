"""Pages: frozen records in which every string is ready to be shown.

The terminal and the HTML report are written from the same pages, so they can
not disagree.
"""
