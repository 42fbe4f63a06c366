"""Independent answers to what the kernels compute, simple and slow.

Law of this folder: nothing here imports `pledgeline`; each oracle is written
from the page of `docs/models` that it bears the name of, and from nothing else.
"""
