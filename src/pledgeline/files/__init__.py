"""Formats: YAML into a case, CSV into prices, results into JSON.

Law of this folder: what a byte means is decided here and nowhere else. A text
is read into a record of `case` or `market`, or into problems with their places.
"""
