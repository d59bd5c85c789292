"""Brian2."""
