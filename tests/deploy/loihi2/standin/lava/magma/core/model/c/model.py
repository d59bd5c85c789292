"""Stands in for the extension's module of C models."""


class AbstractCProcessModel:
    """What Lava's compiler takes for a C model; nothing here is one."""


class CLoihiProcessModel:
    """What the hardware configuration prefers to a Python model; the stand-ins are of this kind."""
