"""From the dynamics of a case to the Lévy law that the exact engine computes with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pledgeline.kernels.levy import ExponentialJumps, Jumps, Levy, NormalInverseGaussian, NormalJumps, compensated
from pledgeline.market.dynamics import GBM, NIG, Kou, Merton

if TYPE_CHECKING:
    from pledgeline.engine.resolved import ResolvedAsset, ResolvedCommonJumps

ExactDynamics = GBM | Merton | Kou | NIG


def levy(dynamics: ExactDynamics, *also: Jumps) -> Levy:
    """The law of the log price with ``E[S_t] = S_0 exp(growth t)``, further jumps compensated as well.

    Raises TypeError for anything but the records of `pledgeline.market.dynamics`.
    """
    if not isinstance(dynamics, GBM | Merton | Kou | NIG):
        raise TypeError(f"dynamics is {dynamics!r}: write GBM(...), Merton(...), Kou(...) or NIG(...)")
    volatility = 0.0 if isinstance(dynamics, NIG) else dynamics.volatility
    return compensated(Levy(drift=0.0, volatility=volatility, jumps=(*_jumps(dynamics), *also)), dynamics.growth)


def asset_law(asset: ResolvedAsset, common: ResolvedCommonJumps | None) -> Levy:
    """The law of one asset of a case by itself: its own jumps and its part in the common ones."""
    loading = asset.common_loading
    if asset.dynamics is None:
        raise ValueError(f"{asset.id} has no dynamics")
    if common is None or loading == 0.0 or common.rate == 0.0:
        return levy(asset.dynamics)
    return levy(
        asset.dynamics, NormalJumps(rate=common.rate, mean=loading * common.mean, std=abs(loading) * common.std)
    )


def _jumps(dynamics: ExactDynamics) -> tuple[Jumps, ...]:
    match dynamics:
        case Merton(jump_rate=rate, jump_mean=mean, jump_std=std) if rate > 0:
            return (NormalJumps(rate=rate, mean=mean, std=std),)
        case Kou(jump_rate=rate, up_probability=p, up_rate=up, down_rate=down) if rate > 0:
            return (ExponentialJumps(rate=rate, up_probability=p, up_rate=up, down_rate=down),)
        case NIG(steepness=steep, asymmetry=skew, scale=scale):
            return (NormalInverseGaussian(steepness=steep, asymmetry=skew, scale=scale),)
        case _:
            return ()
