"""The trained network as a scikit-learn estimator."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, ClassVar, final

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.preprocessing import MinMaxScaler
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from .data import DataSet, Split
from .description import (
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
from .engines import FASTEST, Stimulus, load_engine
from .errors import FieldError, NeuroError
from .learning import SAMPLES_AT_ONCE, train

# Grey levels of a feature once the network is rounded for hardware: more would leave too little of its weights.
_LEVELS = 16


# Of the plasticity, what has its default.
_NOT_ASKED = ("self_coupling_in_margin", "rule")


@final
class EstimatorError(NeuroError, ValueError):
    """A parameter or a target the classifier can't work with; scikit-learn expects a ValueError."""


@final
class DynamicalClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn carries no types
    """A recurrent network of binary units that learns to classify by a local rule, without gradients.

    One hidden module of asymmetric random couplings is driven by the features. While it learns, the label is clamped
    for some steps and let go again; then each unit that is not stable enough changes its incoming couplings, from
    nothing but its own state and its neighbours'. The answer is the class with the largest readout field at the end
    (arXiv 2509.05041).

    Each feature is mapped to [0, 1] by its minimum and maximum in the training samples. A value outside that range is
    NOT clipped: it is extrapolated along the same line to less than 0 or more than 1, and acts on the network as such.

    Parameters
    ----------
    hidden_units
        Number of units in the hidden module.
    self_coupling
        Weight J_D of a unit's own last state; the same for all, never learned.
    bias_deviation
        Standard deviation of a constant field, drawn once per unit and never learned. Without one a sample and its
        double look much the same, which matters where features are few.
    recurrent_density, input_density
        Share of couplings that exist among the units, and from the features to them.
    recurrent_strength, input_strength, feedback_strength
        Scale of the random weights among the units, of the features, and of the clamped label.
    input_shape, patch
        How the features lie, as (rows, columns) of an image, and the side of the square of them that each unit hears,
        its receptive field; None lets every unit hear features from anywhere.
    shift
        Training samples are shifted by up to so many features along each side of `input_shape`, anew in each epoch.
    margin, readout_margin
        A unit learns when its field, taken along its state, is at most this; for the readout along the label.
    readout_rule
        ``margin``: each class learns by its own field; ``competitive``: the true class and its strongest rival learn,
        when less than the margin apart.
    recurrent_rate, input_rate, readout_rate
        Learning rates; 0 freezes a projection. All are multiplied by `rate_factor` after each epoch.
    recurrent_decay, input_decay, readout_decay
        By how much couplings shrink per batch, as a factor on their rate.
    batch_size, epochs
        Samples per change of the couplings (16 learns several times faster than 1); passes over all samples.
    consolidation_epochs, consolidation_rate_factor
        Passes after those in which the readout learns alone, from the states of prediction, and what its rate is
        multiplied by after each of them.
    engine
        What learns and predicts: ``numpy``, or any other engine that trains float networks, as ``brian2-standalone``.
    random_state
        Whole number, RandomState or None; weights and the order of samples are drawn from it.

    Attributes
    ----------
    classes_, n_features_in_, feature_names_in_
        Labels seen by `fit`, sorted, (C,); number of features, and their names where `fit` was given any.
    scaler_
        What maps the features to [0, 1].
    network_
        The trained float network: it can be saved, run in any engine, or rounded to whole numbers for hardware.
    n_iter_, training_accuracy_
        Epochs learned; share of right answers to the training samples after each, by the reference engine, (epochs,).

    Examples
    --------
    >>> from sklearn.datasets import load_digits
    >>> from neuro.estimator import DynamicalClassifier
    >>> inputs, labels = load_digits(return_X_y=True)
    >>> classifier = DynamicalClassifier(hidden_units=200, epochs=2, batch_size=16, random_state=0)
    >>> classifier.fit(inputs[:1000], labels[:1000]).score(inputs[1000:], labels[1000:]) > 0.7
    True
    """

    # Where each parameter goes in the description: field -> parameter.
    _PLACES: ClassVar[dict[type, dict[str, str]]] = {
        Population: {"size": "hidden_units", "self_coupling": "self_coupling", "bias_deviation": "bias_deviation"},
        Gaussian: {"density": "recurrent_density", "strength": "recurrent_strength"},
        InputCoupling: {"density": "input_density", "strength": "input_strength", "patch": "patch"},
        Input: {"shape": "input_shape"},
        Augmentation: {"shift": "shift"},
        Consolidation: {"epochs": "consolidation_epochs", "rate_factor": "consolidation_rate_factor"},
        Feedback: {"strength": "feedback_strength"},
        Plasticity: {field.name: field.name for field in fields(Plasticity) if field.name not in _NOT_ASKED},
    }

    def __init__(
        self,
        *,
        hidden_units: int = 500,
        self_coupling: float = 2.0,
        bias_deviation: float = 2.5,
        recurrent_density: float = 0.1,
        recurrent_strength: float = 0.3984,
        input_density: float = 1.0,
        input_strength: float = 4.749,
        input_shape: tuple[int, ...] | None = None,
        patch: int | None = None,
        shift: int = 0,
        feedback_strength: float = 1.034,
        margin: float = 3.48,
        readout_rule: str = "competitive",
        readout_margin: float = 4.882,
        recurrent_rate: float = 0.058,
        input_rate: float = 0.1904,
        readout_rate: float = 0.17,
        recurrent_decay: float = 0.0,
        input_decay: float = 0.0,
        readout_decay: float = 0.0,
        batch_size: int = 1,
        epochs: int = 12,
        rate_factor: float = 0.8,
        consolidation_epochs: int = 12,
        consolidation_rate_factor: float = 0.8,
        engine: str = FASTEST,
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.hidden_units, self.self_coupling, self.bias_deviation = hidden_units, self_coupling, bias_deviation
        self.recurrent_density, self.recurrent_strength = recurrent_density, recurrent_strength
        self.input_density = input_density
        self.input_strength, self.feedback_strength = input_strength, feedback_strength
        self.input_shape, self.patch, self.shift = input_shape, patch, shift
        self.margin, self.readout_rule, self.readout_margin = margin, readout_rule, readout_margin
        self.recurrent_rate, self.input_rate, self.readout_rate = recurrent_rate, input_rate, readout_rate
        self.recurrent_decay, self.input_decay, self.readout_decay = recurrent_decay, input_decay, readout_decay
        self.batch_size, self.epochs, self.rate_factor = batch_size, epochs, rate_factor
        self.consolidation_epochs, self.consolidation_rate_factor = consolidation_epochs, consolidation_rate_factor
        self.engine, self.random_state = engine, random_state

    def fit(self, X: Any, y: Any) -> DynamicalClassifier:  # noqa: N803
        """Learn from samples (S, M) and their labels (S,).

        Raises
        ------
        ValueError
            When a parameter is out of range, or the samples or labels can't be learned.
        NeuroError
            When the engine is unknown, can't learn or doesn't work here.
        """
        inputs, labels = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(labels)
        self.classes_, numbers = np.unique(labels, return_inverse=True)
        if len(self.classes_) < 2:
            raise EstimatorError("y: got one class, expected at least two.")
        self.scaler_ = MinMaxScaler().fit(inputs)
        samples = Split(self.scaler_.transform(inputs), numbers.astype(np.int64))
        description = self._description(inputs.shape[1], len(self.classes_))
        data = DataSet("samples", samples, samples, samples, len(self.classes_))
        accuracies = []
        for epoch, network in train(description, data, engine=self.engine):
            accuracies.append(epoch.validation_accuracy)
            self.network_ = network
        self.training_accuracy_, self.n_iter_ = np.array(accuracies), len(accuracies)
        return self

    def decision_function(self, X: Any) -> NDArray[np.float64]:  # noqa: N803
        """Readout fields of samples (S, M): (S, C), or for two classes (S,), the second's less the first's."""
        check_is_fitted(self)
        network = self.network_
        inputs = network.encode(self.scaler_.transform(validate_data(self, X, dtype=np.float64, reset=False)))
        phases, rows = network.description.inference, []
        with load_engine(self.engine).open(network) as session:
            for first in range(0, len(inputs), SAMPLES_AT_ONCE):
                part = inputs[first : first + SAMPLES_AT_ONCE]
                rows.append(session.settle(Stimulus(len(part), phases, part)).readout)
        readout: NDArray[np.float64] = np.concatenate(rows)
        return readout[:, 1] - readout[:, 0] if len(self.classes_) == 2 else readout

    def predict(self, X: Any) -> NDArray[Any]:  # noqa: N803
        """The class with the largest readout field, the first of equals; (S,)."""
        decision = self.decision_function(X)
        chosen = decision.argmax(axis=1) if decision.ndim > 1 else (decision > 0).astype(np.int64)
        answers: NDArray[Any] = self.classes_[chosen]
        return answers

    def _description(self, lines: int, classes: int) -> Description:
        couplings = (
            self._part(Gaussian, source="hidden", target="hidden"),
            self._part(InputCoupling, target="hidden", pattern="random" if self.patch is None else "patch"),
            self._part(Feedback, target="hidden"),
            Readout(source="hidden"),
        )
        try:
            return Description(
                name="dynamical-classifier",
                populations=(self._part(Population, name="hidden"),),
                couplings=couplings,
                input=self._part(Input, size=lines, levels=_LEVELS),
                classes=Classes(classes),
                plasticity=self._part(Plasticity),
                consolidation=self._part(Consolidation),
                augmentation=self._part(Augmentation),
                seed=int(check_random_state(self.random_state).randint(np.iinfo(np.int32).max)),
            )
        except FieldError as error:
            # What fits by itself, but not together.
            raise EstimatorError(f"{error.key.rpartition('.')[2]}: {error.problem}") from error

    def _part(self, kind: type, **names: Any) -> Any:
        """One part of the description from the parameters that belong to it."""
        places = self._PLACES[kind]
        values = {field: getattr(self, parameter) for field, parameter in places.items()}
        # Searches over parameters hand in NumPy scalars.
        values = {field: value.item() if isinstance(value, np.generic) else value for field, value in values.items()}
        try:
            return kind(**names, **values)
        except FieldError as error:
            raise EstimatorError(f"{places[error.key]}: {error.problem}") from error
