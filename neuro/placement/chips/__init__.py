"""Chips: the limits of one a file, each number with its source."""
