"""How a network learns in Brian2: the rule as equations, its numbers, and the learner."""
