"""The exponential as a polynomial, so that loops over paths vectorise; library calls do not.

``x = n log 2 + r`` with n an integer and |r| at most half of log 2; the Taylor series of exp(r) to the
twelfth power errs by less than 2e-16, and 2**n is written into the bits of a float.
"""

from __future__ import annotations

import numpy as np

from pledgeline.kernels.compiler import inlined

_LOG2_E = 1.4426950408889634
_LOG_2_HIGH = 0.693147180369123816490  # upper bits, so that n times it is exact
_LOG_2_LOW = 1.90821492927058770002e-10
_SHIFT = 6755399441055744.0  # 1.5 * 2**52: adding it leaves the nearest integer in the low bits
_BIAS = np.int64(1023)
_MANTISSA = np.int64(52)
_LARGEST = 700.0  # of |x|: beyond it the result is that of the border, about 1e304


@inlined
def exponential(x: float) -> float:
    """exp(x) to 4e-16 relative, for |x| up to 700; a NaN is taken for -700."""
    x = max(-_LARGEST, x)  # in this order: a comparison with NaN is false, and leaves the first
    x = min(_LARGEST, x)
    shifted = x * _LOG2_E + _SHIFT
    n = shifted - _SHIFT
    r = (x - n * _LOG_2_HIGH) - n * _LOG_2_LOW
    p = 1.0 / 479001600.0
    p = p * r + 1.0 / 39916800.0
    p = p * r + 1.0 / 3628800.0
    p = p * r + 1.0 / 362880.0
    p = p * r + 1.0 / 40320.0
    p = p * r + 1.0 / 5040.0
    p = p * r + 1.0 / 720.0
    p = p * r + 1.0 / 120.0
    p = p * r + 1.0 / 24.0
    p = p * r + 1.0 / 6.0
    p = p * r + 0.5
    p = p * r + 1.0
    p = p * r + 1.0
    bits = (np.float64(shifted).view(np.int64) + _BIAS) << _MANTISSA
    return p * np.int64(bits).view(np.float64)
