"""``neuro crosscheck``: simulators that nobody here wrote, as witnesses of what the reference does."""
