"""What every engine is: it opens a network and runs stimuli on it, and says what it can't do."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from ..errors import NeuroError, nearest
from ..network import Network, split_readout
from .activity import COUNTS, count_activity
from .learner import AbstractLearner
from .outcome import Outcome, joined
from .rule import check_learnable, own_rule
from .run import Run
from .splitting import SplitLearner
from .stimulus import CODES, Stimulus, check_stimulus

# What a run may need beyond the plain synchronous integer case.
RUN_FEATURES = ("float-network", "random-subset", "module-by-module", "early-stop")
# Learning, by rule; it doesn't depend on the code, so an engine lists it under every code it speaks, or under none.
LEARNING_FEATURES = ("learn-float", "learn-integer")
# An engine names those of them that it lacks, each with the reason.
FEATURES = (*RUN_FEATURES, *LEARNING_FEATURES)
# What a run may keep beside its states; see :class:`Run`.
RECORDS = ("fields", "readouts")
# States kept at once where only the last are asked for: 64 MB of them.
_KEPT = 1 << 26


class AbstractSession(ABC):
    """A network made ready in an engine; holds compiled programs or processes until closed."""

    def __init__(self, engine: AbstractEngine, network: Network, code: str) -> None:
        self.engine, self.network, self.code = engine, network, code

    def run(self, stimulus: Stimulus, record: Sequence[str] = ()) -> Run:
        """Run a batch.

        Parameters
        ----------
        stimulus
            What is done to the network.
        record
            What to keep beside the states, of :data:`RECORDS`; ``states`` may be named too.

        Raises
        ------
        NeuroError
            When the stimulus doesn't fit the network, or needs what this engine lacks, or what it can't record.
        """
        check_stimulus(self.network, stimulus, self.code)
        self.engine.refuse(self.code, features_of(self.network, stimulus))
        wanted = self.engine.to_record(self.network, record)
        return self._answered(self._run_recording(stimulus, wanted) if wanted else self._run(stimulus))

    def _answered(self, run: Run) -> Run:
        """The run with the fields of its classes, where a class has several readout units."""
        network = self.network
        if network.readouts == network.classes:
            return run
        recorded = dict(run.recorded)
        if "readouts" in recorded:
            recorded["readouts"] = network.class_fields(recorded["readouts"])
        return replace(run, readout=network.class_fields(run.readout), recorded=recorded)

    def settle(self, stimulus: Stimulus) -> Outcome:
        """Run a batch for its last states alone, as many samples at once as memory allows.

        Parameters
        ----------
        stimulus
            Where it asks for an end that this engine can't recognise, all steps are run.

        Returns
        -------
        Outcome
            Its period is 0 unless the engine or the states of a synchronous run, whose inputs stay, show one.

        Raises
        ------
        NeuroError
            As for :meth:`run`.
        """
        if "early-stop" in self.engine.limits(self.code):
            stimulus = replace(stimulus, stop="never")
        check_stimulus(self.network, stimulus, self.code, kept=False)
        self.engine.refuse(self.code, features_of(self.network, stimulus))
        outcome = self._settle(stimulus)
        return replace(outcome, readout=self.network.class_fields(outcome.readout))

    @abstractmethod
    def _run(self, stimulus: Stimulus) -> Run:
        """Run a stimulus that has been checked."""

    def _run_recording(self, stimulus: Stimulus, record: tuple[str, ...]) -> Run:
        """The same, keeping what the engine says it records."""
        raise NotImplementedError(f"{self.engine.name} says that it records {', '.join(record)}, and doesn't")

    def _settle(self, stimulus: Stimulus) -> Outcome:
        """The end of a stimulus that has been checked; engines that can leave states out do."""
        if stimulus.masked or stimulus.streams:
            # A sample that stopped early was at rest, and nothing else shows it: states that come back under inputs
            # that change prove no cycle either.
            run = self._run(stimulus)
            return _outcome(run, (run.steps_taken < stimulus.steps).astype(np.int64))
        step, outcomes = max(1, _KEPT // ((stimulus.steps + 1) * self.network.units)), []
        for first in range(0, stimulus.samples, step):
            run = self._run(stimulus.part(slice(first, first + step)))
            outcomes.append(_outcome(run, run.settling()[1]))
        return joined(outcomes)

    def _run_of_states(
        self,
        stimulus: Stimulus,
        states: NDArray[np.int8],
        steps_taken: NDArray[np.int64],
        setup_s: float,
        began: float,
        recorded: Mapping[str, NDArray[Any]] | None = None,
    ) -> Run:
        """The run of these states: its readout, formed by the clock that `began`, and its counts, all but of the steps
        derived.
        """
        network = self.network
        readout = states[:, -1].astype(np.int64 if network.is_integer else float) @ network.readout_weights.T
        wall_s = time.perf_counter() - began
        return Run(
            engine=self.engine.name,
            code=self.code,
            network=network.hash,
            states=states,
            readout=readout,
            steps_taken=steps_taken,
            activity=count_activity(network, stimulus, states, self.code, steps_taken),
            setup_s=setup_s,
            wall_s=wall_s,
            recorded=recorded or {},
            derived=frozenset(COUNTS) - {"timesteps"},
        )

    def close(self) -> None:  # noqa: B027  most engines hold nothing
        """Let go of everything that outlives a run."""

    def __enter__(self) -> AbstractSession:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AbstractEngine(ABC):
    """A way to run networks. Engines hold no state: sessions do."""

    name: ClassVar[str]
    package: ClassVar[str] = ""
    """The package that runs its networks, by its name in an index; empty where that is this one."""
    records: ClassVar[tuple[str, ...]] = ()
    """What of :data:`RECORDS` its runs can keep."""
    not_recorded: ClassVar[str] = "it gives back states alone"
    """Why they can't keep the rest."""
    compiles_each: ClassVar[bool] = False
    """Whether a program is compiled for each network: many small ones are then better run as one."""
    no_rules: ClassVar[str | None] = "it has the built-in rule alone."
    """Why it doesn't learn by registered rules; None where it does."""

    @abstractmethod
    def limits(self, code: str) -> Mapping[str, str]:
        """Features of :data:`FEATURES` this engine lacks under `code`, each with its reason.

        The code's own name among them says that the engine doesn't speak that code at all.
        """

    @abstractmethod
    def obstacle(self) -> str | None:
        """Why this engine doesn't work here and what to install, in one sentence; None when it works."""

    @abstractmethod
    def _open(self, network: Network, code: str) -> AbstractSession:
        """Make a network ready."""

    def teach(self, network: Network) -> AbstractLearner:
        """A learner that starts from this network.

        Raises
        ------
        NeuroError
            When the engine lacks the rule of this network or doesn't work here, or the network can't learn.
        """
        self.check_learning(learning_feature(network))
        check_learnable(network)
        if own_rule(network) is not None and self.no_rules is not None:
            name = network.description.plasticity.rule
            raise NeuroError(f"{self.name} doesn't learn by the rule '{name}': {self.no_rules}")
        if network.readouts == network.classes:
            return self._teach(network)
        return SplitLearner(self._teach(split_readout(network, 1)), network.readouts // network.classes)

    def check_learning(self, feature: str) -> None:
        """Refuse one of :data:`LEARNING_FEATURES` before there is a network to learn.

        Raises
        ------
        NeuroError
            When the engine lacks that rule or doesn't work here.
        """
        if (reason := self.learning_limit(feature)) is not None:
            raise NeuroError(f"{self.name} doesn't learn by the {feature.removeprefix('learn-')} rule: {reason}")
        if (obstacle := self.obstacle()) is not None:
            raise NeuroError(obstacle)

    def learning_limit(self, feature: str) -> str | None:
        """Why this engine lacks one of :data:`LEARNING_FEATURES`; None when it has it."""
        return next((limits[feature] for code in CODES if feature in (limits := self.limits(code))), None)

    def _teach(self, network: Network) -> AbstractLearner:
        """Make a learner of a network whose rule the engine has."""
        raise NotImplementedError(f"{self.name} lists no limit of learning and has no learner")

    def compile_ahead(self) -> None:  # noqa: B027  most engines compile nothing, or a program for each network
        """Compile what is compiled once on a machine, so that nobody has to wait for it later."""

    def open(self, network: Network, code: str = "flips") -> AbstractSession:
        """Make a network ready for runs under `code`; use it in a ``with`` statement.

        Raises
        ------
        NeuroError
            When the engine doesn't work here or can't hold the network.
        """
        if (obstacle := self.obstacle()) is not None:
            raise NeuroError(obstacle)
        self.refuse(code, {"float-network"} if not network.is_integer else set())
        return self._open(network, code)

    def run(self, network: Network, stimulus: Stimulus, code: str = "flips", record: Sequence[str] = ()) -> Run:
        """Open, run once, close."""
        check_stimulus(network, stimulus, code)
        self.refuse(code, features_of(network, stimulus))
        self.to_record(network, record)
        with self.open(network, code) as session:
            return session.run(stimulus, record)

    def to_record(self, network: Network, record: Sequence[str]) -> tuple[str, ...]:
        """What of `record` is kept beside the states.

        Raises
        ------
        NeuroError
            When this engine can't record it, or nobody can.
        """
        names = [record] if isinstance(record, str) else record
        wanted = tuple(dict.fromkeys(name for name in names if name != "states"))
        for name in wanted:
            if name not in RECORDS:
                raise NeuroError(
                    f"record: got '{name}', expected states, {', '.join(RECORDS)}; {nearest(name, RECORDS)}"
                )
            if name not in self.records:
                raise NeuroError(f"{self.name} can't record {name}: {self.not_recorded}; the engine numpy can.")
            if name == "readouts" and not network.classes:
                raise NeuroError("record: got 'readouts', but the network has no [classes]; leave it out.")
        return wanted

    def refuse(self, code: str, features: set[str]) -> None:
        """Refuse what this engine lacks.

        Raises
        ------
        NeuroError
            When `code` itself or any of `features` is one of its limits.
        """
        limits = self.limits(code)
        if code in limits:
            raise NeuroError(f"{self.name} doesn't speak the {code} code: {limits[code]}")
        for feature, reason in limits.items():
            if feature in features:
                raise NeuroError(f"{self.name} can't run {feature} under the {code} code: {reason}")


def _outcome(run: Run, period: NDArray[np.int64]) -> Outcome:
    return Outcome(run.states[:, -1], run.readout, run.steps_taken, run.last_change, period)


def learning_feature(network: Network) -> str:
    """Which of :data:`LEARNING_FEATURES` a `network` needs to learn."""
    return "learn-integer" if network.is_integer else "learn-float"


def features_of(network: Network, stimulus: Stimulus) -> set[str]:
    """Which of :data:`RUN_FEATURES` a run of `network` under `stimulus` needs."""
    needed = set()
    if not network.is_integer:
        needed.add("float-network")
    if stimulus.update_probability < 1.0:
        needed.add("random-subset")
    if len(stimulus.turns) > 1:
        needed.add("module-by-module")
    if stimulus.stop != "never":
        needed.add("early-stop")
    return needed
