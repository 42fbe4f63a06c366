"""Normal variates from random words: Box-Muller with polynomials that vectorise.

One pair of 32-bit words gives one pair of float32 normals. The radius uses the
upper 31 bits of the first word, so it reaches 6.66; the angle is uniform on a
circle of 2**32 points. Library `log`, `sin` and `cos` do not vectorise here, so
the radius and the angle are polynomials; `benchmarks/normal_polynomials.py`
makes their coefficients and states their errors (below 1e-7).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pledgeline.kernels.compiler import compiled, inlined
from pledgeline.kernels.philox import philox

LANES = 128  # paths in a block: its buffers fit the first cache, and calls are spread over many paths
GROUP = 4  # normals that one counter gives

_1 = np.uint32(1)
_30 = np.uint32(30)
_LOW_30 = np.uint32(0x3FFFFFFF)
_SIGN = np.uint32(0x80000000)
_HALF_QUADRANT = np.int32(0x20000000)
_SQRT_HALF_BITS = np.int32(0x3F3504F3)
_MANTISSA = np.int32(23)
_ODD = np.int32(1)
_ZERO = np.int32(0)
_ONE = np.float32(1.0)
_2_31 = np.float32(2.0**-31)
_2_32 = np.float32(2.0**-32)

# -2 log(1 + t) / t on [sqrt(1/2) - 1, sqrt(2) - 1], from the constant up; then -2 log 2
_R0 = np.float32(-1.99999995)
_R1 = np.float32(0.999999741)
_R2 = np.float32(-0.666683667)
_R3 = np.float32(0.500043069)
_R4 = np.float32(-0.39913955)
_R5 = np.float32(0.33121392)
_R6 = np.float32(-0.29898191)
_R7 = np.float32(0.287546611)
_R8 = np.float32(-0.174878907)
_RE = np.float32(-1.38629436)
# sin(2 pi w) / w and cos(2 pi w) in powers of w**2, w in [-1/8, 1/8] turns
_S0 = np.float32(6.28318529)
_S1 = np.float32(-41.3416626)
_S2 = np.float32(81.5925482)
_S3 = np.float32(-75.4018403)
_C0 = np.float32(0.999999972)
_C1 = np.float32(-19.7391522)
_C2 = np.float32(64.9212436)
_C3 = np.float32(-83.5922144)

Float = np.float32


@inlined
def normal_pair(first: np.uint32, second: np.uint32) -> tuple[Float, Float]:
    """Two independent standard normals (float32) from two random words (uint32)."""
    # the radius: u = (k + 1/2) / 2**31, its logarithm from exponent and mantissa
    u = np.float32(np.int32(first >> _1)) * _2_31 + _2_32
    bits = np.float32(u).view(np.int32)
    exponent = np.int32(np.int32(bits - _SQRT_HALF_BITS) >> _MANTISSA)
    t = np.int32(bits - np.int32(exponent << _MANTISSA)).view(np.float32) - _ONE
    t2 = t * t
    t4 = t2 * t2
    high = (_R7 * t + _R6) * t2 + (_R5 * t + _R4)
    low = (_R3 * t + _R2) * t2 + (_R1 * t + _R0)
    poly = (t4 * t4) * _R8 + (high * t4 + low)
    radius = np.sqrt(np.float32(exponent) * _RE + t * poly)
    # the angle: a quadrant from the two upper bits, and w within it
    w = np.float32(np.int32(second & _LOW_30) - _HALF_QUADRANT) * _2_32
    w2 = w * w
    w4 = w2 * w2
    sine = w * ((_S3 * w2 + _S2) * w4 + (_S1 * w2 + _S0)) * radius
    cosine = ((_C3 * w2 + _C2) * w4 + (_C1 * w2 + _C0)) * radius
    odd = np.int32(np.int32(second >> _30) & _ODD) != _ZERO
    x = sine if odd else cosine
    y = cosine if odd else sine
    x_sign = np.uint32((second ^ np.uint32(second << _1)) & _SIGN)
    y_sign = np.uint32(second & _SIGN)
    return (
        np.uint32(np.float32(x).view(np.uint32) ^ x_sign).view(np.float32),
        np.uint32(np.float32(y).view(np.uint32) ^ y_sign).view(np.float32),
    )


@compiled
def fill_normals(
    first_path: int,
    lanes: npt.NDArray[np.int64],
    count: int,
    number: int,
    stream: int,
    key: npt.NDArray[np.uint64],
    words: npt.NDArray[np.uint32],
    normals: npt.NDArray[np.float32],
) -> None:
    """Four normals for each of the paths ``first_path + lanes[:count]``, into ``normals`` (GROUP, LANES).

    The counter is (path, number, stream, upper half of path), so a path gets the
    same numbers in any company. ``words`` (GROUP, LANES) is scratch.
    """
    low = np.uint64(0xFFFFFFFF)
    shift = np.uint64(32)
    k0 = key[0]
    k1 = key[1]
    c1 = np.uint64(number)
    c2 = np.uint64(stream)
    for k in range(count):
        path = np.uint64(first_path + lanes[k])
        w0, w1, w2, w3 = philox(path & low, c1, c2, path >> shift, k0, k1)
        words[0, k] = np.uint32(w0)
        words[1, k] = np.uint32(w1)
        words[2, k] = np.uint32(w2)
        words[3, k] = np.uint32(w3)
    for pair in range(2):
        for k in range(count):
            x, y = normal_pair(words[2 * pair, k], words[2 * pair + 1, k])
            normals[2 * pair, k] = x
            normals[2 * pair + 1, k] = y
