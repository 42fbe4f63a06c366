"""What stands on screens: prices, calendars, rates, and how old they are.

Law of this folder: no case, no file format, no simulation. Where a number came
from and on which day it was seen is part of the number.
"""
