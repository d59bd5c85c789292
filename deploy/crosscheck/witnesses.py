"""One witness beside the reference: on the samples of a model, and on random networks."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import final

from neuro.conformance import difference, random_case
from neuro.conformance.agreement import difference_of_runs
from neuro.engines import Run, engine_names, load_engine, working_engine
from neuro.engines.activity import COUNTS
from neuro.errors import NeuroError, nearest
from neuro.progress import Progress, silent
from neuro.workload import Workload

from ..nest import nest_obstacle, one_at_a_time

NEST, _NEST_PACKAGE = "nest", "nest-simulator"
USUAL = ("sanafe", "brian2-loihi", "nengo-loihi", NEST)


@final
@dataclass(frozen=True)
class Testimony:
    """What one witness says.

    Parameters
    ----------
    witness, package
        Its name, and the package with its version; empty where that is this one.
    compared
        What was held against the reference.
    found
        What it comes to, in words.
    differences
        What is otherwise, a sentence each; empty where nothing.
    """

    witness: str
    package: str
    compared: str
    found: str
    differences: tuple[str, ...] = ()


def obstacle_of(name: str) -> str | None:
    """Why a witness can't be heard here; None when it can.

    Raises
    ------
    NeuroError
        When nobody is called by that `name`.
    """
    if name == NEST:
        return nest_obstacle()
    reference, *engines = engine_names()
    if name == reference:
        raise NeuroError(f"--with: {name} is the reference that witnesses are held against; name others.")
    if name not in engines:
        raise NeuroError(f"--with: there is no witness '{name}'; {nearest(name, [*engines, NEST])}")
    return load_engine(name).obstacle()


def package_of(name: str) -> str:
    """What runs a witness, by `name`: its package and the version that is installed."""
    package = _NEST_PACKAGE if name == NEST else load_engine(name).package
    try:
        return f"{package} {version(package)}" if package else ""
    except PackageNotFoundError:
        return package


def code_of(name: str) -> str:
    """The code in which an engine, by `name`, is heard: spikes, which most speak, or else flips."""
    return "flips" if "spikes" in load_engine(name).limits("spikes") else "spikes"


def contradiction(name: str, defect: str) -> Testimony:
    """What is said of a witness, by `name`, that contradicts itself."""
    return Testimony(name, package_of(name), "", "CONTRADICTS ITSELF", (defect.rstrip("."),))


def hear_engine(name: str, workload: Workload, references: dict[str, Run], run: Run | None = None) -> Testimony:
    """An engine runs the samples of a model; every state, answer and count is compared.

    Parameters
    ----------
    name, workload
        Who runs what.
    references
        Runs of the reference by code, which are added to.
    run
        What it has made of them, if it has run already.
    """
    code = code_of(name)
    if code not in references:
        references[code] = load_engine("numpy").run(workload.network, workload.stimulus, code)
    run = run or working_engine(name, code).run(workload.network, workload.stimulus, code)
    counted = len(set(COUNTS) - run.derived)
    size = f"{workload.samples} samples x {workload.stimulus.steps} steps x {workload.network.units:,} units"
    told = difference_of_runs(run, references[code])
    return Testimony(
        witness=name,
        package=package_of(name),
        compared=f"{code}: {size}; {counted} of {len(COUNTS)} counts its own",
        found="identical" if told is None else "DIFFERS",
        differences=() if told is None else (told,),
    )


def hear_networks(name: str, networks: int, progress: Progress = silent) -> Testimony:
    """An engine runs random networks; the first difference ends it.

    Parameters
    ----------
    name, networks
        Who, and how many.
    progress
        Called before each.
    """
    engine, code = working_engine(name), code_of(name)
    told, done = None, 0
    for seed in range(networks):
        progress(f"{name}: random networks", seed, networks)
        case = random_case(seed)
        if (told := difference(engine, case, code)) is not None:
            told = f"random network {seed}: {told}; 'neuro conformance {name}' writes the least that shows it"
            break
        done += 1
    return Testimony(
        witness=name,
        package=package_of(name),
        compared=f"{code}: {networks:,} random networks, states, answers, counts",
        found=f"{done:,} of {networks:,} identical" + ("" if told is None else ", then DIFFERS"),
        differences=() if told is None else (told,),
    )


def hear_nest(workload: Workload, seed: int = 0, progress: Progress = silent) -> Testimony:
    """NEST settles from random starts, one unit at a time, under the inputs of a model.

    Parameters
    ----------
    workload, seed, progress
        As for :func:`~neuro_deploy.nest.one_at_a_time`.
    """
    found = one_at_a_time(workload.network, workload.stimulus, seed, progress)
    starts = "random starts" if workload.stimulus.initial is None else "starts"
    return Testimony(
        witness=NEST,
        package=package_of(NEST),
        compared=f"one unit at a time: {len(found.settled)} {starts} x {workload.network.units:,} units",
        found=found.sentence(),
        differences=tuple(found.differences()),
    )
