"""The commands, one a file: each has ``add`` (its arguments) and ``run``."""
