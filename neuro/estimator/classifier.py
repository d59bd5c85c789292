"""The classifier: parameters in, answers out, as scikit-learn wants it."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from functools import partial
from typing import Any, final

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.preprocessing import MinMaxScaler
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from ..data import Split
from ..engines import FASTEST, Stimulus, load_engine
from ..learning import SAMPLES_AT_ONCE, Epoch, starting_network
from ..network import Network, join_networks
from .calibration import inverse_temperature, probabilities
from .fitting import learned, learned_once
from .parameters import DRAWN, EstimatorError, check_counts, check_drawn, check_same, description_of
from .samples import data_of, made_dense, padded, weighed

# Samples whose fields probabilities are fitted to.
_CALIBRATED = 10_000


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
    committee
        Networks that learn apart, each with random weights of its own; they answer by the sum of their readout fields.
    early_stopping, validation_fraction, n_iter_no_change
        Whether to hold out a share of the samples, of each class alike, and to end a stage of training (that in which
        all couplings learn, and that of the readout alone) after so many epochs without a better accuracy on them; the
        best network is kept.
    warm_start
        Whether `fit` goes on from the network of the fit before, and its scaling: features, classes and what the
        network was drawn with have to be the same.
    verbose
        More than 0 prints a line after each epoch.
    engine
        What learns and predicts: ``numba``, or any other engine that trains float networks, as ``brian2-standalone``.
    random_state
        Whole number, RandomState or None; weights and the order of samples are drawn from it.

    Attributes
    ----------
    classes_, n_features_in_, feature_names_in_
        Labels seen by `fit`, sorted, (C,); number of features, and their names where `fit` was given any.
    scaler_
        What maps the features to [0, 1].
    network_, members_
        The trained float network: it can be saved, run in any engine, or rounded to whole numbers for hardware. The
        networks of the committee that it is made of.
    n_iter_
        Epochs learned, by the member that learned the most; a call of `partial_fit` counts as one.
    training_accuracy_, validation_accuracy_
        Share of right answers after each epoch to the training samples or, with early stopping, to those held out; the
        other is None. (epochs,), or of a committee (members, epochs), NaN where a member has stopped.
    inverse_temperature_
        What fields are multiplied by to give probabilities; see `predict_proba`.

    Examples
    --------
    >>> from sklearn.datasets import load_digits
    >>> from neuro.estimator import DynamicalClassifier
    >>> inputs, labels = load_digits(return_X_y=True)
    >>> classifier = DynamicalClassifier(hidden_units=200, epochs=2, batch_size=16, random_state=0)
    >>> classifier.fit(inputs[:1000], labels[:1000]).score(inputs[1000:], labels[1000:]) > 0.7
    True
    """

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
        committee: int = 1,
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        n_iter_no_change: int = 3,
        warm_start: bool = False,
        verbose: int = 0,
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
        self.committee, self.early_stopping = committee, early_stopping
        self.validation_fraction, self.n_iter_no_change = validation_fraction, n_iter_no_change
        self.warm_start, self.verbose = warm_start, verbose
        self.engine, self.random_state = engine, random_state

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> DynamicalClassifier:  # noqa: N803
        """Learn from samples (S, M), dense or sparse, and their labels (S,).

        When it is refused or interrupted, the classifier stays as it was.

        Parameters
        ----------
        X, y
            The samples and their labels.
        sample_weight
            How often each is presented in an epoch, in the mean, (S,): a weight of 2 is the sample twice, one of 0.5 is
            drawn anew in each epoch, and samples of weight 0 are left out. The rule itself has no weights: a sample is
            learned from or not. Held-out samples count alike.

        Raises
        ------
        ValueError
            When a parameter is out of range, or the samples or labels can't be learned.
        NeuroError
            When the engine is unknown, can't learn or doesn't work here.
        """
        learner = copy(self)
        learner._fit(X, y, sample_weight)
        self.__dict__.update(learner.__dict__)
        return self

    def partial_fit(self, X: Any, y: Any, classes: Any = None, sample_weight: Any = None) -> DynamicalClassifier:  # noqa: N803
        """Learn from some more samples: an epoch in which all couplings learn, and one of the readout alone where there
        are consolidation epochs, both at the rates that `fit` begins with.

        The first call draws the networks and takes the scale of the features from its samples: give it ones that are
        typical. It also needs all `classes`. When a call is refused or interrupted, the classifier stays as it was.

        Parameters
        ----------
        X, y, sample_weight
            As for :meth:`fit`.
        classes
            All labels that there will be, (C,); may be left out in later calls.

        Raises
        ------
        ValueError, NeuroError
            As for :meth:`fit`; when a label is none of the classes, or samples are to be held out.
        """
        learner = copy(self)
        learner._partial_fit(X, y, classes, sample_weight)
        self.__dict__.update(learner.__dict__)
        return self

    def _fit(self, X: Any, y: Any, sample_weight: Any) -> None:  # noqa: N803
        goes_on = self.warm_start and hasattr(self, "members_")
        before, inputs, labels, presented = getattr(self, "classes_", None), *self._samples(X, y, sample_weight, True)
        self.classes_, numbers = np.unique(labels, return_inverse=True)
        if len(self.classes_) < 2:
            raise EstimatorError("y: got one class, expected at least two.")
        rng = check_random_state(self.random_state)
        if goes_on:
            check_same(inputs.shape[1], self.classes_, self.members_[0].lines, before)
            members = self._as_asked()
        else:
            members, self.scaler_ = self._drawn(inputs.shape[1], rng), MinMaxScaler().fit(inputs)
        samples = Split(self.scaler_.transform(inputs), numbers.astype(np.int64), presented)
        fraction, patience = (self.validation_fraction, self.n_iter_no_change) if self.early_stopping else (None, None)
        data = data_of(samples, fraction, len(self.classes_), rng)
        networks, accuracies = [], []
        for member, start in enumerate(members, 1):
            network, found = learned(start, data, self.engine, patience, partial(self._report, member))
            networks.append(network)
            accuracies.append(found)
        self._take(networks)
        self.n_iter_ = self._passes = max(map(len, accuracies))
        shown = padded(accuracies)
        self.training_accuracy_: Any = None if self.early_stopping else shown
        self.validation_accuracy_: Any = shown if self.early_stopping else None
        known = data.validation
        rows = rng.permutation(len(known))[:_CALIBRATED]
        self._know(self._fields(known.inputs[rows]), known.labels[rows], anew=True)

    def _partial_fit(self, X: Any, y: Any, classes: Any, sample_weight: Any) -> None:  # noqa: N803
        if self.early_stopping:
            raise EstimatorError(
                "partial_fit: early_stopping holds samples out, and portions have none to spare; False."
            )
        first = not hasattr(self, "members_")
        inputs, labels, presented = self._samples(X, y, sample_weight, first)
        rng = check_random_state(self.random_state)
        if first:
            if classes is None:
                raise EstimatorError("classes: got None, expected all labels in the first call of partial_fit.")
            if len(np.unique(classes)) < 2:
                raise EstimatorError("classes: got one, expected at least two.")
            self.classes_, self.scaler_, self._passes = np.unique(classes), MinMaxScaler().fit(inputs), 0
        elif classes is not None and not np.array_equal(np.unique(classes), self.classes_):
            got, expected = np.asarray(classes).tolist(), self.classes_.tolist()
            raise EstimatorError(f"classes: got {got}, expected those of the first call, {expected}.")
        if len(unknown := np.setdiff1d(labels, self.classes_)):
            got, expected = unknown.tolist()[0], self.classes_.tolist()
            raise EstimatorError(f"y: got the label {got!r}, expected one of the classes {expected}.")
        members = self._drawn(inputs.shape[1], rng) if first else self._as_asked()
        samples = Split(self.scaler_.transform(inputs), np.searchsorted(self.classes_, labels), presented)
        # Before the networks have learned from these samples: what they know of others.
        fields = None if first else self._fields(samples.inputs)
        networks = []
        for member, start in enumerate(members, 1):
            network, epoch = learned_once(start, samples, self._passes, self.engine)
            self._report(member, epoch, epoch.number)
            networks.append(network)
        self._take(networks)
        self._passes += 1
        self.n_iter_, self.training_accuracy_, self.validation_accuracy_ = self._passes, None, None
        if fields is None:
            self._know(self._fields(samples.inputs), samples.labels, anew=True)
        else:
            self._know(fields, samples.labels, anew=self._passes == 2)

    def decision_function(self, X: Any) -> NDArray[np.float64]:  # noqa: N803
        """Readout fields of samples (S, M): (S, C), or for two classes (S,), the second's less the first's."""
        fields = self._fields_of(X)
        return fields[:, 1] - fields[:, 0] if len(self.classes_) == 2 else fields

    def predict(self, X: Any) -> NDArray[Any]:  # noqa: N803
        """The class with the largest readout field, the first of equals; (S,)."""
        chosen = self._fields_of(X).argmax(axis=1)
        answers: NDArray[Any] = self.classes_[chosen]
        return answers

    def predict_proba(self, X: Any) -> NDArray[np.float64]:  # noqa: N803
        """Probabilities of the classes, (S, C): a softmax of readout fields times one factor, which moves no answer.

        The factor is fitted by maximum likelihood: with early stopping to the samples held out, in later calls of
        `partial_fit` to the fields of their samples before they are learned. Otherwise there are only the samples that
        the network has learned, up to 10,000 of them, and probabilities are too sure, the more so the fewer errors it
        makes in them. ``sklearn.calibration`` can do it by cross-validation as well.
        """
        fields = self._fields_of(X)
        return probabilities(fields, self.inverse_temperature_)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "network_")

    def _samples(
        self,
        X: Any,  # noqa: N803
        y: Any,
        sample_weight: Any,
        reset: bool,
    ) -> tuple[NDArray[np.float64], NDArray[Any], NDArray[np.float64] | None]:
        """Checked, dense (every feature acts on the network), and how often each is presented."""
        inputs, labels = validate_data(self, X, y, dtype=np.float64, accept_sparse="csr", reset=reset)
        check_classification_targets(labels)
        check_counts(self.get_params())
        return weighed(sample_weight, made_dense(inputs), labels)

    def _drawn(self, lines: int, rng: np.random.RandomState) -> list[Network]:
        """The members of the committee, as they begin."""
        seeds = [int(rng.randint(np.iinfo(np.int32).max)) for _ in range(self.committee)]
        parameters, classes = self.get_params(), len(self.classes_)
        self._drawn_with = {name: parameters[name] for name in DRAWN}
        return [starting_network(description_of(parameters, lines, classes, seed), False) for seed in seeds]

    def _as_asked(self) -> list[Network]:
        """The members as they are, to learn on by the parameters of now."""
        parameters, lines, classes = self.get_params(), self.members_[0].lines, len(self.classes_)
        check_drawn(parameters, self._drawn_with)
        return [
            replace(member, description=description_of(parameters, lines, classes, member.description.seed))
            for member in self.members_
        ]

    def _know(self, fields: NDArray[np.float64], labels: NDArray[np.int64], *, anew: bool) -> None:
        """Fit probabilities to the last fields of samples that were seen, and what their classes were."""
        before: Any = None if anew else self._known
        if before is not None:
            fields, labels = np.concatenate([before[0], fields]), np.concatenate([before[1], labels])
        self._known: Any = fields[-_CALIBRATED:], labels[-_CALIBRATED:]
        self.inverse_temperature_ = inverse_temperature(*self._known)

    def _take(self, members: list[Network]) -> None:
        self.members_ = members
        self.network_ = members[0] if len(members) == 1 else join_networks(members)

    def _report(self, member: int, epoch: Epoch, epochs: int) -> None:
        if self.verbose:
            who = f"network {member} of {self.committee}, " if self.committee > 1 else ""
            what = "validation" if self.early_stopping else "training"
            print(
                f"{who}epoch {epoch.number} of {epochs}: {what} accuracy {epoch.validation_accuracy:.4f}, "
                f"{epoch.unstable:.1%} of units unstable, {epoch.wall_s:.1f} s",
                flush=True,
            )

    def _fields_of(self, X: Any) -> NDArray[np.float64]:  # noqa: N803
        check_is_fitted(self)
        inputs = validate_data(self, X, dtype=np.float64, accept_sparse="csr", reset=False)
        return self._fields(self.scaler_.transform(made_dense(inputs)))

    def _fields(self, inputs: NDArray[np.float64]) -> NDArray[np.float64]:
        """Readout fields (S, C) of scaled samples."""
        network = self.network_
        phases, rows = network.description.inference, []
        with load_engine(self.engine).open(network) as session:
            for first in range(0, len(inputs), SAMPLES_AT_ONCE):
                chosen = network.encode(inputs[first : first + SAMPLES_AT_ONCE])
                rows.append(session.settle(Stimulus(len(chosen), phases, chosen)).readout)
        return np.concatenate(rows)
