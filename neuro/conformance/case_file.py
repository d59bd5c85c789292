"""A case as a TOML file, to look at and to run again: every weight, every input, and what was found."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, final

import numpy as np
import tomli_w
from numpy.typing import NDArray
from scipy import sparse

from ..description import Phases, as_table, parse_description
from ..engines import CODES, Stimulus
from ..errors import FieldError, NeuroError, shown
from ..events import InputEvents
from ..files import write_text
from ..network import Network
from ..reading import read_toml
from .cases import Case
from .checks import AnyCase
from .learning_cases import LearningCase

_FORMAT = 1
_MATRICES = ("recurrent", "links", "input_weights", "feedback_weights", "readout_weights")
_VECTORS = ("self_coupling", "bias")
# A side of a matrix, which takes memory whatever stands in it.
_LARGEST = 1_000_000
_GAINS = ("unit", "input_gain", "feedback_payload")


@final
@dataclass(frozen=True, eq=False)
class Found:
    """A case, and what an engine does in it.

    Parameters
    ----------
    case
        A run, or samples to learn from.
    engine, code
        Whose, and under which code.
    difference
        From the reference, in words.
    """

    case: AnyCase
    engine: str
    code: str
    difference: str


def write_case(path: str | Path, found: Found) -> Path:
    """Write a case.

    Parameters
    ----------
    path
        Of the file.
    found
        All that stands in it.

    Raises
    ------
    NeuroError
        When it can't be written.
    """
    case, network = found.case, found.case.network
    lines = [f"# {network.units} units. Run it again: neuro conformance --case {Path(path).name}"]
    head = {"format": _FORMAT, "name": case.name, "engine": found.engine, "code": found.code}
    lines += [f"{key} = {json.dumps(value)}" for key, value in {**head, "difference": found.difference}.items()]
    lines += ["", "[network]", *(f"{key} = {getattr(network, key).tolist()}" for key in _VECTORS)]
    lines += [f"{key} = {_matrix(getattr(network, key))}" for key in _MATRICES]
    lines += [f"{key} = {getattr(network, key)}" for key in _GAINS if getattr(network, key) is not None]
    if isinstance(case, LearningCase):
        lines += ["", "[learning]", f"inputs = {_inputs(case.inputs)}", f"labels = {case.labels.tolist()}"]
    else:
        lines += ["", "[stimulus]", *_stimulus(case.stimulus)]
    description = tomli_w.dumps({"description": as_table(network.description)})
    return write_text(path, "\n".join([*lines, "", description]))


def _stimulus(stimulus: Stimulus) -> list[str]:
    phases = stimulus.phases
    given = {"samples": stimulus.samples, "phases": [phases.warmup, phases.clamped, phases.free]}
    given |= {"seed": stimulus.seed, "update_probability": stimulus.update_probability}
    given |= {"turns": list(stimulus.turns), "stop": stimulus.stop}
    lines = [f"{key} = {json.dumps(value)}" for key, value in given.items()]
    if stimulus.inputs is not None:
        lines.append(f"inputs = {_inputs(stimulus.inputs)}")
    arrays = {"labels": stimulus.labels, "initial": stimulus.initial}
    return lines + [f"{key} = {np.asarray(array).tolist()}" for key, array in arrays.items() if array is not None]


def _inputs(inputs: Any) -> str:
    dense = inputs.dense() if isinstance(inputs, InputEvents) else np.asarray(inputs)
    return json.dumps(dense.tolist())


def _matrix(matrix: Any) -> str:
    """Rows, or the places and values of the couplings that there are."""
    if not sparse.issparse(matrix):
        return f"{{ shape = {list(matrix.shape)}, rows = {json.dumps(matrix.tolist())} }}"
    listed = matrix.tocoo()
    triples = [[int(row), int(column), value.item()] for row, column, value in zip(*_of(listed), strict=True)]
    return f"{{ shape = {list(listed.shape)}, couplings = {json.dumps(triples)} }}"


def _of(listed: Any) -> tuple[Any, Any, Any]:
    return listed.row, listed.col, listed.data


def read_case(path: str | Path) -> Found:
    """A case from a file.

    Parameters
    ----------
    path
        Of a file that :func:`write_case` wrote, or of one like it.

    Raises
    ------
    NeuroError
        Naming what in it can't be.
    """
    try:
        return read_toml(path, "a case of the conformance kit", _FORMAT, _found)
    except (KeyError, ValueError, TypeError, OverflowError) as problem:
        raise NeuroError(f"{path}: is no whole case ({type(problem).__name__}: {problem}).") from problem


def _found(table: dict[str, Any]) -> Found:
    for name in ("name", "engine", "difference", "code"):
        if not isinstance(table.get(name), str):
            raise FieldError(name, f"got {shown(table.get(name))}, expected text.")
    if table["code"] not in CODES:
        raise FieldError("code", f"got {shown(table['code'])}, expected one of {', '.join(CODES)}.")
    network = _network(table["network"], parse_description(tomli_w.dumps(table["description"]), "description"))
    case: AnyCase
    if "learning" in table:
        given = table["learning"]
        case = LearningCase(table["name"], network, np.array(given["inputs"]), np.array(given["labels"], np.int64))
    else:
        case = Case(table["name"], network, _read_stimulus(table["stimulus"]))
    return Found(case, table["engine"], table["code"], table["difference"])


def _network(table: dict[str, Any], description: Any) -> Network:
    kind: Any = np.int32 if "unit" in table else float
    arrays: dict[str, Any] = {key: _whole(np.array(table[key]), kind, key) for key in _VECTORS}
    arrays |= {key: _read_matrix(table[key], kind, key) for key in _MATRICES}
    return Network(description=description, **arrays, **{key: table[key] for key in _GAINS if key in table})


def _whole(array: NDArray[Any], kind: Any, name: str) -> NDArray[Any]:
    converted: NDArray[Any] = array.astype(kind)
    if not np.array_equal(converted, array):
        raise FieldError(f"network.{name}", "got numbers that are not whole or beyond 32 bits, expected whole ones.")
    return converted


def _read_matrix(given: Any, kind: Any, name: str) -> Any:
    shape = given["shape"]
    if len(shape) != 2 or not all(type(side) is int and 0 <= side <= _LARGEST for side in shape):
        raise FieldError(f"network.{name}.shape", f"got {shown(shape)}, expected two sides of at most {_LARGEST:,}.")
    if "rows" in given:
        return _whole(np.array(given["rows"]).reshape(shape), kind, name)
    rows, columns, values = zip(*given["couplings"], strict=True) if given["couplings"] else ((), (), ())
    matrix = sparse.csr_matrix((_whole(np.array(values), kind, name), (rows, columns)), shape, dtype=kind)
    matrix.sort_indices()
    return matrix


def _read_stimulus(table: dict[str, Any]) -> Stimulus:
    arrays = {"inputs": None, "labels": np.int64, "initial": np.int8}
    given: dict[str, Any] = {key: np.array(table[key], kind) for key, kind in arrays.items() if key in table}
    plain = {key: table[key] for key in ("samples", "seed", "update_probability", "stop")}
    return Stimulus(phases=Phases(*table["phases"]), turns=tuple(table["turns"]), **plain, **given)
