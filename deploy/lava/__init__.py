"""Lava."""
