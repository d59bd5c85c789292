"""How a network runs in Brian2: the two codes as equations, batches laid out in time, states and counts."""
