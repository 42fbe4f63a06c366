"""From the text of an article to candidate facts: what is promised, by when, and how firmly it is said.

Law of this folder: nothing is invented. Every fact and every remark is a
passage of the text it was read from, by exact offsets, and says what it could
not know. Reading takes time in proportion to the text. Nothing here opens a
file, a connection or a case.
"""
