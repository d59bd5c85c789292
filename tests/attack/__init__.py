"""Hostile input, broken machines and faults: what is refused in one sentence, survived, or taken up again."""
