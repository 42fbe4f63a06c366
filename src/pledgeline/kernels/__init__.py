"""Arithmetic over paths: random numbers, price paths, the margin loan.

Law of this folder: numbers and codes in, numbers and codes out. Kernels know
no names, never raise, never repair a NaN, and call no clock.
"""
