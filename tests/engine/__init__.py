"""Tests of the engine: the standing in closed form, expectations, explanations."""
