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


# What random weights are drawn with: it can't change once there are any.
DRAWN = (
    *(
        parameter
        for kind in (Population, Gaussian, InputCoupling, Input, Feedback)
        for parameter in _PLACES[kind].values()
    ),
    "committee",
)


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


def check_drawn(parameters: Mapping[str, Any], drawn_with: Mapping[str, Any]) -> None:
    """Refuse to learn on by other parameters than those that the networks were drawn with.

    Parameters
    ----------
    parameters, drawn_with
        Those of now, and of :data:`DRAWN` those of then.

    Raises
    ------
    EstimatorError
        When one of these has changed.
    """
    for name, value in drawn_with.items():
        if parameters[name] != value:
            raise EstimatorError(
                f"{name}: got {parameters[name]!r}, and the networks were drawn with {value!r}, which stays as they "
                "learn on; keep it, or fit another classifier."
            )


def check_same(features: int, classes: Any, features_before: int, classes_before: Any) -> None:
    """Refuse to go on with samples of another kind.

    Parameters
    ----------
    features, classes
        Number of features and sorted labels now.
    features_before, classes_before
        Those of the fit before.

    Raises
    ------
    EstimatorError
        When they differ.
    """
    if features != features_before or not np.array_equal(classes, classes_before):
        raise EstimatorError(
            f"warm_start: got {features} features and classes {classes.tolist()}, expected those of the fit before, "
            f"{features_before} and {classes_before.tolist()}; set warm_start=False."
        )
