"""Profiles: one chip a file, each number with its source."""
