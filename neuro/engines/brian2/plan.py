"""What a compiled program is made for: everything that shapes it, and how its Brian2 objects are made."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar, final

from numpy.typing import NDArray

from .model import Model
from .program import Program
from .wiring import Wiring


class AbstractPlan(ABC):
    """One program to be compiled; attributes say what it looks like.

    Attributes
    ----------
    modules
        Files beside this one whose text decides what Brian2 generates.
    equations
        All equations and actions, as text.
    sizes
        Everything else that shapes the program, but not its values.
    values
        Values a built program takes, by ``object.variable``.
    room
        How many values each table shall hold.
    """

    modules: ClassVar[tuple[str, ...]]
    equations: str
    sizes: dict[str, int]
    values: dict[str, NDArray[Any]]
    room: dict[str, int]

    @abstractmethod
    def program(self) -> Any:
        """The Brian2 objects, made while the wanted device is active: `network`, `tables`, `synapses`, `results`."""


@final
class RunPlan(AbstractPlan):
    """A network under a code, for runs of stimuli."""

    modules = ("program.py", "model.py")

    def __init__(self, wiring: Wiring, model: Model, room: dict[str, int]) -> None:
        self._wiring, self._model, self.room = wiring, model, room
        self.equations, self.sizes, self.values = repr(model), wiring.sizes, wiring.values

    def program(self) -> Program:
        """The objects of one network under its code."""
        return Program(self._wiring, self._model)
