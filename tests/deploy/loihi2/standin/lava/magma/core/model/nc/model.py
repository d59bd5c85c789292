"""Stands in for the extension's module of neuro-core models."""


class AbstractNcProcessModel:
    """What Lava's compiler takes for a model of a neuro core; nothing here is one."""
