"""The parameters of a law of prices, in words."""

from __future__ import annotations

from pledgeline.language.saying import said

_NAMES = {
    "growth": said("growth"),
    "volatility": said("volatility"),
    "jump_rate": said("jump rate"),
    "jump_mean": said("jump mean"),
    "jump_std": said("jump std"),
    "up_probability": said("up probability"),
    "up_rate": said("up rate"),
    "down_rate": said("down rate"),
    "steepness": said("steepness"),
    "asymmetry": said("asymmetry"),
    "scale": said("scale"),
}


def parameter_name(key: str) -> str:
    """A parameter as a reader calls it; the key in words where there is no name for it."""
    return _NAMES.get(key, key.replace("_", " "))
