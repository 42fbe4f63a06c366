"""The language a reader is spoken to in.

Below the report nobody knows it: there a text is `said`, which reads as English and remembers how it was
made, and the rim has it `retold`. In the report and on the command line a text is `say`-ed at once.
"""
