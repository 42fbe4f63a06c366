"""Tests of the report: its words, its geometry, its HTML, and what a browser makes of it."""
