"""A training folder: network, model, metrics and curve after every epoch; the record at the end vouches for them."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, final

from ..description import Description, write_description
from ..errors import FieldError, NeuroError
from ..fields import check_fields
from ..files import file_checksum, read_sealed, write_sealed, write_text
from ..network import NETWORK_FILE, Network, load_network, load_notes, save_network
from ..reading import fill
from .stages import total_epochs
from .training import Epoch

NETWORK, MODEL, METRICS, RECORD, CURVE = NETWORK_FILE, "model.toml", "metrics.jsonl", "training.json", "curve.png"
_VOUCHED = (NETWORK, MODEL, METRICS)


@final
@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A network in training.

    Parameters
    ----------
    network
        As it is after the last finished epoch.
    data, engine
        Name of the data set, and the engine that learned.
    epochs
        The finished epochs.
    """

    network: Network
    data: str
    engine: str
    epochs: tuple[Epoch, ...]


@final
@dataclass(frozen=True)
class Training:
    """A training that is asked for.

    Parameters
    ----------
    description
        The model.
    data, engine
        Name of the data set, and the engine that learns.
    integer
        Whether it learns in whole numbers.
    """

    description: Description
    data: str
    engine: str
    integer: bool = False


def save_checkpoint(folder: str | Path, checkpoint: Checkpoint) -> Path:
    """Write the state of training; network.npz alone settles where a run goes on, and is written whole.

    Parameters
    ----------
    folder
        Made if need be.
    checkpoint
        What to write.

    Raises
    ------
    NeuroError
        When the folder can't be written.
    """
    folder = Path(folder)
    if folder.exists() and not folder.is_dir():
        raise NeuroError(f"{folder}: is a file; expected a folder to write the trained network to.")
    try:
        # From here on it would speak of an earlier network.
        (folder / RECORD).unlink(missing_ok=True)
    except OSError as problem:
        raise NeuroError(f"{folder / RECORD}: can't be replaced ({problem.strerror or problem}).") from problem
    write_text(folder / MODEL, write_description(checkpoint.network.description))
    write_text(folder / METRICS, "".join(json.dumps(asdict(epoch)) + "\n" for epoch in checkpoint.epochs))
    return save_network(checkpoint.network, folder / NETWORK, notes_of(checkpoint))


def notes_of(checkpoint: Checkpoint) -> str:
    """What is kept beside the network of a `checkpoint`, in the file of its weights."""
    epochs = [asdict(epoch) for epoch in checkpoint.epochs]
    return json.dumps({"data": checkpoint.data, "engine": checkpoint.engine, "epochs": epochs})


def load_checkpoint(folder: str | Path) -> Checkpoint:
    """Read what :func:`save_checkpoint` wrote last in `folder`.

    Raises
    ------
    NeuroError
        When there is none, or it holds no state of training.
    """
    return read_checkpoint(Path(folder) / NETWORK, load_trained(folder))


def read_checkpoint(path: Path, network: Network) -> Checkpoint:
    """The state of training that stands beside a network.

    Parameters
    ----------
    path
        The file.
    network
        What was read from it.

    Raises
    ------
    NeuroError
        When the file holds none.
    """
    try:
        notes = json.loads(load_notes(path))
        epochs = tuple(_epoch(epoch) for epoch in notes["epochs"])
        if [epoch.number for epoch in epochs] != [*range(1, len(epochs) + 1)]:
            raise ValueError("its epochs are not numbered from 1")
        return Checkpoint(network, notes["data"], notes["engine"], epochs)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, FieldError) as problem:
        raise NeuroError(f"{path}: holds no state of training ({problem}); train anew with --overwrite.") from problem


def _epoch(written: dict[str, Any]) -> Epoch:
    known = {name: given for name, given in written.items() if (name, given) != ("activity", None)}
    epoch = fill(Epoch, known)
    for part in (epoch, epoch.activity):
        if part is not None:
            check_fields(part)
    return epoch


def resume_from(folder: str | Path, training: Training) -> Checkpoint:
    """The checkpoint of a folder, if it belongs to the training asked for.

    Parameters
    ----------
    folder
        Where :func:`save_checkpoint` wrote.
    training
        What is asked for; only its numbers of epochs may be others, and not that of a stage that is over.

    Raises
    ------
    NeuroError
        When model, data, engine or regime are others, or it is trained further: the result would be no run of either.
    """
    checkpoint, description = load_checkpoint(folder), training.description
    had, finished = checkpoint.network.description, len(checkpoint.epochs)
    as_asked = replace(had, consolidation=replace(had.consolidation, epochs=description.consolidation.epochs))
    if finished <= had.plasticity.epochs:
        # The epochs in which all learns are not over.
        as_asked = replace(as_asked, plasticity=replace(had.plasticity, epochs=description.plasticity.epochs))
    elif description.plasticity.epochs != had.plasticity.epochs:
        raise NeuroError(
            f"{folder}: has the {had.plasticity.epochs} epochs behind it in which all learns, and the readout has "
            "begun to learn alone; their number can't change any more: ask for the same, or train anew with "
            "--overwrite."
        )
    for what, before, now in (
        ("model", as_asked, description),
        ("data", checkpoint.data, training.data),
        ("engine", checkpoint.engine, training.engine),
        ("regime", _regime(checkpoint.network.is_integer), _regime(training.integer)),
    ):
        if before != now:
            got = "another description" if what == "model" else f"{what} '{before}'"
            raise NeuroError(
                f"{folder}: was trained with {got}, which can't be resumed with this {what}; "
                "ask for the same, or train anew with --overwrite."
            )
    if finished > (epochs := total_epochs(description)):
        raise NeuroError(
            f"{folder}: has {finished} epochs behind it, more than the {epochs} asked for; ask for as many, or train "
            "anew with --overwrite."
        )
    return replace(checkpoint, network=replace(checkpoint.network, description=description))


def _regime(integer: bool) -> str:
    return "integer" if integer else "float"


def save_record(folder: str | Path, record: dict[str, Any]) -> Path:
    """Write the `record` of a finished training, plain data, into `folder`, with checksums of what stands there."""
    files = {name: file_checksum(Path(folder) / name) for name in _VOUCHED}
    return write_sealed(Path(folder) / RECORD, {**record, "files": files})


def load_trained(folder: str | Path) -> Network:
    """The network of a training `folder`, finished or not.

    Raises
    ------
    NeuroError
        When there is none, or it is not the one that the record of the training was written for.
    """
    folder = Path(folder)
    if not os.path.isfile(folder / NETWORK):
        raise NeuroError(
            f"{folder}: holds no {NETWORK}; expected a folder written by 'neuro train ... --out {folder}'."
        )
    if (folder / RECORD).exists():
        _check_record(folder)
    return load_network(folder / NETWORK)


def _check_record(folder: Path) -> None:
    """Refuse files that came into the folder, or were changed, after its training ended."""
    record = read_sealed(folder / RECORD, "the record of a training", "train anew with --overwrite")
    files = record.get("files")
    for name in _VOUCHED:
        if not isinstance(files, dict) or file_checksum(folder / name) != files.get(name):
            raise NeuroError(
                f"{folder / name}: is not the file that {RECORD} was written for; put that one back, or train anew "
                "with --overwrite."
            )
