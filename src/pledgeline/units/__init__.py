"""How a figure is written: money, ratios, counts, rates, spans and dates as literals.

Law of this folder: each literal is a frozen value with one grammar; what it
prints it can read again. Nothing here knows a case, a file or a market.
"""
