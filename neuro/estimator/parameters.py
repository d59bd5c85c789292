"""Which parameter of the classifier says what in the description of its network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, final

import numpy as np

from ..description import (
    Augmentation,
    Classes,
    Consolidation,
    Description,
    Feedback,
    Gaussian,
    Input,
    InputCoupling,
    Plasticity,
    Population,
    Readout,
)
from ..errors import FieldError, NeuroError

# Grey levels of a feature once the network is rounded for hardware: more would leave too little of its weights.
_LEVELS = 16
# Of the plasticity, what has its default.
_NOT_ASKED = ("self_coupling_in_margin", "rule")
# Where each parameter goes in the description: field -> parameter.
_PLACES: dict[type, dict[str, str]] = {
    Population: {"size": "hidden_units", "self_coupling": "self_coupling", "bias_deviation": "bias_deviation"},
    Gaussian: {"density": "recurrent_density", "strength": "recurrent_strength"},
    InputCoupling: {"density": "input_density", "strength": "input_strength", "patch": "patch"},
    Input: {"shape": "input_shape"},
    Augmentation: {"shift": "shift"},
    Consolidation: {"epochs": "consolidation_epochs", "rate_factor": "consolidation_rate_factor"},
    Feedback: {"strength": "feedback_strength"},
    Plasticity: {field.name: field.name for field in fields(Plasticity) if field.name not in _NOT_ASKED},
}


@final
class EstimatorError(NeuroError, ValueError):
    """A parameter or a target the classifier can't work with; scikit-learn expects a ValueError."""


def description_of(parameters: Mapping[str, Any], lines: int, classes: int, seed: int) -> Description:
    """The network that a classifier's parameters describe.

    Parameters
    ----------
    parameters
        By name, as ``get_params`` gives them.
    lines, classes
        Number of features M and of classes C.
    seed
        From which it is drawn.

    Raises
    ------
    EstimatorError
        When a parameter is out of range, or some don't fit together.
    """

    def section(kind: type, **names: Any) -> Any:
        places = _PLACES[kind]
        values = {field: parameters[parameter] for field, parameter in places.items()}
        # Searches over parameters hand in NumPy scalars.
        values = {field: value.item() if isinstance(value, np.generic) else value for field, value in values.items()}
        try:
            return kind(**names, **values)
        except FieldError as error:
            raise EstimatorError(f"{places[error.key]}: {error.problem}") from error

    couplings = (
        section(Gaussian, source="hidden", target="hidden"),
        section(InputCoupling, target="hidden", pattern="random" if parameters["patch"] is None else "patch"),
        section(Feedback, target="hidden"),
        Readout(source="hidden"),
    )
    try:
        return Description(
            name="dynamical-classifier",
            populations=(section(Population, name="hidden"),),
            couplings=couplings,
            input=section(Input, size=lines, levels=_LEVELS),
            classes=Classes(classes),
            plasticity=section(Plasticity),
            consolidation=section(Consolidation),
            augmentation=section(Augmentation),
            seed=seed,
        )
    except FieldError as error:
        # What fits by itself, but not together.
        raise EstimatorError(f"{error.key.rpartition('.')[2]}: {error.problem}") from error


def check_counts(parameters: Mapping[str, Any]) -> None:
    """Refuse what says how to learn and isn't in the description.

    Parameters
    ----------
    parameters
        By name, as ``get_params`` gives them.

    Raises
    ------
    EstimatorError
        When a number is out of range.
    """
    for name in ("committee", "n_iter_no_change"):
        value = parameters[name]
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 1:
            raise EstimatorError(f"{name}: got {value!r}, expected a whole number of at least 1.")
    fraction = parameters["validation_fraction"]
    if not isinstance(fraction, (float, np.floating)) or not 0 < fraction < 1:
        raise EstimatorError(f"validation_fraction: got {fraction!r}, expected a number between 0 and 1.")
