"""What is said of each Lava process, whether a chip could run it, is true of its models and is said of all."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator

import pytest

pytestmark = pytest.mark.usefixtures("lava")


def classes(of: type) -> Iterator[type]:
    """Classes of a kind that the files of the folder define."""
    from neuro_deploy.lava import processes

    for file in pkgutil.iter_modules(processes.__path__):
        module = importlib.import_module(f"{processes.__name__}.{file.name}")
        for kind in vars(module).values():
            if inspect.isclass(kind) and kind.__module__ == module.__name__ and issubclass(kind, of):
                yield kind


def test_every_process_says_whether_a_chip_could_run_it() -> None:
    from lava.magma.core.process.process import AbstractProcess
    from neuro_deploy.lava import processes

    found = list(classes(AbstractProcess))
    assert len(found) > 5
    for kind in found:
        assert (kind.__doc__ or "").count("\n    On a chip: ") == 1, kind.__name__
        assert kind.__name__ in (processes.__doc__ or ""), kind.__name__


def test_the_processes_of_our_own_have_models_for_the_cpu_alone_and_in_both_number_formats() -> None:
    from lava.magma.core.model.py.model import PyLoihiProcessModel
    from lava.magma.core.process.process import AbstractProcess
    from lava.magma.core.resources import CPU

    tags: dict[type, set[str]] = {}
    for model in classes(PyLoihiProcessModel):
        if (process := getattr(model, "implements_process", None)) is not None:
            assert set(model.required_resources) == {CPU}  # type: ignore[attr-defined]
            tags.setdefault(process, set()).update(model.tags)  # type: ignore[attr-defined]
    # Those made of others have a model that is no Python process of its own.
    assert {kind.__name__ for kind in classes(AbstractProcess)} - {kind.__name__ for kind in tags} == {
        "FlipNetwork",
        "LearningNetwork",
        "SpikeNetwork",
    }
    for process, known in tags.items():
        assert {"floating_pt", "fixed_pt"} <= known, process.__name__


def test_the_spike_code_network_is_made_of_stock_processes() -> None:
    from lava.proc.dense.process import Dense
    from lava.proc.lif.process import LIFReset
    from lava.proc.sparse.process import Sparse
    from neuro_deploy.lava.processes.spike_network import SpikeNetwork, SpikeNetworkModel

    from neuro.conformance import small

    model = SpikeNetworkModel(SpikeNetwork(network=small(), fixed=True))
    made_of = [part for part in vars(model).values() if type(part).__module__.startswith(("lava.proc", "neuro_deploy"))]
    assert len(made_of) == 5
    assert {type(part) for part in made_of} <= {LIFReset, Dense, Sparse}
