"""The kit: an engine, held to the reference feature by feature, and the least case for each in which it fails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, final

from ..engines import CODES, AbstractEngine
from ..progress import Progress, silent
from .checks import AnyCase, broken_limit, derived_counts, difference
from .features import STATES, Feature, contract_of
from .shrinking import shrunk

LIMITS = "limits are refused"
# That the search for the least case may take; each may compile a program.
_RUNS, _RUNS_COMPILED = 600, 60


@final
@dataclass(frozen=True, eq=False)
class Verdict:
    """What came of one feature of one engine under one code.

    Parameters
    ----------
    engine, code, feature
        Of whom; learning has no code.
    cases
        How many were tried.
    limit
        Why the engine lacks it, in its own words; None where it doesn't.
    failure
        What it does otherwise than the reference, in the least case; None where nothing.
    case
        That case.
    derived
        Counts that it derives from its states, where counts were compared; the others it counts itself.
    """

    engine: str
    code: str | None
    feature: str
    cases: int = 0
    limit: str | None = None
    failure: str | None = None
    case: AnyCase | None = None
    derived: tuple[str, ...] | None = None


@final
@dataclass(frozen=True, eq=False)
class Check:
    """One feature of an engine under a code, yet to be tried.

    Parameters
    ----------
    engine
        Which works here.
    code
        None for learning.
    feature
        None where it doesn't speak the code; :data:`LIMITS` where what it lacks is to be refused.
    networks
        Random networks that are tried; a quarter of them for what fewer tell as well.
    """

    engine: AbstractEngine
    code: str | None
    feature: Feature | None
    networks: int

    @property
    def name(self) -> str:
        """Engine, code and feature."""
        return " ".join((self.engine.name, self.code or "learning", self._title))

    @property
    def _title(self) -> str:
        return self.feature.name if self.feature is not None else LIMITS

    def run(self, progress: Progress = silent) -> Verdict:
        """Try it, and look for the least case where the engine differs.

        Parameters
        ----------
        progress
            Called before each case.
        """
        code, feature = self.code or CODES[0], self.feature
        limits = self.engine.limits(code)
        if feature is None:
            return self._verdict(limit=limits[code]) if code in limits else self._limits(code)
        lacks = limits.get(feature.name) if self.code else self.engine.learning_limit(feature.name)
        if lacks is not None:
            return self._verdict(limit=lacks)
        done = 0
        for done, case in enumerate(feature.cases(self.networks), 1):
            progress(f"{self.name}  {case.name}", done, 0)
            if (told := difference(self.engine, case, code)) is not None:
                progress(f"{self.name}  looking for the least case", done, 0)
                runs = _RUNS_COMPILED if self.engine.compiles_each else _RUNS
                least = shrunk(case, told, lambda one: difference(self.engine, one, code), runs)
                again = difference(self.engine, least, code)
                if again is None:
                    # Whatever is drawn anew in every run: the first finding stands.
                    return self._verdict(done, failure=f"{told} (but not in every run)", case=case)
                return self._verdict(done, failure=again, case=least)
        # One feature tells for all of a code.
        derived = derived_counts(self.engine, case, code) if feature.name == STATES else None
        return self._verdict(done, derived=derived)

    def _limits(self, code: str) -> Verdict:
        """Whether all that the engine says it lacks is refused, with its reason."""
        lacking = [one for one in contract_of(self.engine) if one.name in self.engine.limits(code)]
        for done, feature in enumerate(lacking, 1):
            case = next(feature.cases(1))
            failure = broken_limit(self.engine, case, code, feature.name)
            if failure is not None:
                return self._verdict(done, failure=failure, case=case)
        return self._verdict(len(lacking))

    def _verdict(self, cases: int = 0, **found: Any) -> Verdict:
        spoken = self.feature is not None or self.code not in self.engine.limits(self.code or "")
        return Verdict(self.engine.name, self.code, self._title if spoken else "all", cases, **found)


def checks_of(engine: AbstractEngine, networks: int, *, learning: bool = True) -> list[Check]:
    """All that an engine is held to, in turn.

    Parameters
    ----------
    engine, networks
        As for :class:`Check`.
    learning
        Whether to let it learn as well.
    """
    checks, features = [], contract_of(engine)
    for code in CODES:
        limits = engine.limits(code)
        if code not in limits:
            checks += [Check(engine, code, one, networks) for one in features if not one.learns]
        if code in limits or any(one.name in limits for one in features):
            checks.append(Check(engine, code, None, networks))
    return checks + [Check(engine, None, one, networks) for one in features if one.learns and learning]


def examine(
    engine: AbstractEngine, networks: int = 40, *, learning: bool = True, progress: Progress = silent
) -> Iterator[Verdict]:
    """Hold an engine to the reference, feature by feature.

    Parameters
    ----------
    engine, networks
        As for :class:`Check`.
    learning, progress
        As for :func:`checks_of` and :meth:`Check.run`.

    Examples
    --------
    >>> from neuro.engines import load_engine
    >>> verdicts = list(examine(load_engine("numba"), networks=2, learning=False))
    >>> [verdict.failure for verdict in verdicts if verdict.failure]
    []
    """
    for check in checks_of(engine, networks, learning=learning):
        yield check.run(progress)
