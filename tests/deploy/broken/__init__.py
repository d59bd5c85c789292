"""Lava processes that go wrong. Lava executes every file in here, so there is nothing else."""
