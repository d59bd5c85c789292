"""Every kind of file that commands store and read again, each with what reading it gives."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, final

from neuro.engines.brian2.compiled.cache import Cache
from neuro.errors import NeuroError
from neuro.grids import Point
from neuro.grids.points import Store
from neuro.learning import Checkpoint, Epoch, load_checkpoint, save_checkpoint, save_record
from neuro.network import load_network, load_notes, save_network
from neuro.placement.placed import Placement, load_placement, save_placement
from tests.claims.small import small_model
from tests.placement.small_chip import four_units, placed
from tests.small import classifier

KINDS = ("network", "training", "point", "placement", "program")
_EPOCH = Epoch(1, 0.5, 0.25, 0.125, 1.0, 2.0)


@final
@dataclass(frozen=True)
class Stored:
    """Files of one kind in a folder, and a function that reads them: what it gives is equal when they are as written.

    Where a program was damaged, reading makes it anew; that counts as a refusal here.
    """

    files: tuple[Path, ...]
    read: Callable[[], Any]


def stored(kind: str, folder: Path) -> Stored:
    """Store one of all :data:`KINDS` in a folder."""
    made: dict[str, Callable[[Path], Stored]] = {
        "network": _network,
        "training": _training,
        "point": _point,
        "placement": _placement,
        "program": _program,
    }
    return made[kind](folder)


def trained(folder: Path, network: Any, data: str = "digits") -> None:
    """A folder as a finished training leaves it."""
    save_checkpoint(folder, Checkpoint(network, data, "numpy", (_EPOCH,)))
    save_record(folder, {"network": network.hash, "test_accuracy": {"integer": 0.5}})


def _network(folder: Path) -> Stored:
    path = save_network(classifier(), folder / "network.npz", "some notes")
    return Stored((path,), lambda: (_numbers(load_network(path)), load_notes(path)))


def _training(folder: Path) -> Stored:
    trained(folder, classifier())

    def read() -> Any:
        checkpoint = load_checkpoint(folder)
        return _numbers(checkpoint.network), checkpoint.data, checkpoint.engine, checkpoint.epochs

    return Stored(tuple(folder / name for name in sorted(file.name for file in folder.iterdir())), read)


def _point(folder: Path) -> Stored:
    store, point = Store(folder), Point("simulate", small_model(), {"seed": 1}, {"steps": 5})
    store.keep(point, {"version": "1", "rows": [{"value": 0.1, "count": 3, "name": "x", "none": None}] * 3})
    return Stored(tuple((folder / "points").iterdir()), lambda: store.find(point))


def _placement(folder: Path) -> Stored:
    network = four_units()
    path = save_placement(placed(network, [0, 0, 1, 1, 4, 4]), network, folder / "placement.json")

    def read() -> Any:
        loaded: Placement = load_placement(path)
        return loaded.chip, loaded.placer, loaded.network, loaded.core.tolist()

    return Stored((path,), read)


def _program(folder: Path) -> Stored:
    def make(empty: Path) -> None:
        (empty / "main").write_bytes(bytes(range(256)) * 8)
        (empty / "main").chmod(0o755)
        (empty / "manifest.json").write_text(json.dumps({"takes": {}, "gives": {}, "fixed": ["one"], "dropped": []}))
        (empty / "fixed").mkdir()
        (empty / "fixed" / "one").write_bytes(b"12345678")

    place = Cache(folder).folder("key", make)
    files = tuple(sorted(path for path in place.rglob("*") if path.is_file()))

    def read() -> Any:
        Cache(folder).folder("key", _refuse)
        return [path.read_bytes() for path in files if path.name != "seal.json"]

    return Stored(files, read)


def _refuse(empty: Path) -> None:
    shutil.rmtree(empty)
    raise NeuroError("the program is made anew")


def _numbers(network: Any) -> Any:
    """All that a network is, to be compared."""
    return network.description, {name: (array.dtype, array.tolist()) for name, array in network.arrays().items()}
