"""Philox 4x32-10: random words as a pure function of a counter and a key.

Salmon, Moraes, Dror and Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3".
The words are held in the low halves of 64-bit lanes: the widening product is
then one instruction per lane, and the dirt in the high halves is masked where
it would be read.
"""

from __future__ import annotations

import numpy as np

from pledgeline.kernels.compiler import inlined

_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_32 = np.uint64(32)

Word = np.uint64


@inlined
def philox(c0: Word, c1: Word, c2: Word, c3: Word, k0: Word, k1: Word) -> tuple[Word, Word, Word, Word]:
    """Four random 32-bit words, each in the low half of a uint64.

    All arguments are uint64 below 2**32. Ten rounds.
    """
    for _ in range(10):
        product_0 = (c0 & _LOW) * _MULTIPLIER_0
        product_1 = (c2 & _LOW) * _MULTIPLIER_1
        c0 = (product_1 >> _32) ^ c1 ^ k0
        c1 = product_1
        c2 = (product_0 >> _32) ^ c3 ^ k1
        c3 = product_0
        k0 = k0 + _WEYL_0
        k1 = k1 + _WEYL_1
    return c0 & _LOW, c1 & _LOW, c2 & _LOW, c3 & _LOW
