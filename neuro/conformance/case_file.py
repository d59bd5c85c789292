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

from ..description import Description, Phases, as_table, parse_description
from ..engines import CODES, Stimulus
from ..errors import FieldError, NeuroError, nearest, shown
from ..files import write_text
from ..network import Network
from ..reading import read_toml
from .cases import MATRICES, VECTORS, Case, in_full
from .checks import AnyCase
from .learning_cases import LearningCase

_FORMAT = 1
# A side of a matrix, which takes memory whatever stands in it.
_LARGEST = 1_000_000
_TEXTS = ("name", "engine", "code", "difference")
_INDICES = {"labels": np.int64, "initial": np.int8}
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
    lines += ["", "[network]", *(f"{key} = {getattr(network, key).tolist()}" for key in VECTORS)]
    lines += [f"{key} = {_matrix(getattr(network, key))}" for key in MATRICES]
    lines += [f"{key} = {getattr(network, key)}" for key in _GAINS if getattr(network, key) is not None]
    if isinstance(case, LearningCase):
        lines += ["", "[learning]", f"inputs = {in_full(case.inputs).tolist()}", f"labels = {case.labels.tolist()}"]
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
        lines.append(f"inputs = {in_full(stimulus.inputs).tolist()}")
    arrays = {"labels": stimulus.labels, "initial": stimulus.initial}
    return lines + [f"{key} = {np.asarray(array).tolist()}" for key, array in arrays.items() if array is not None]


def _matrix(matrix: Any) -> str:
    """Rows, or the places and values of the couplings that there are."""
    if not sparse.issparse(matrix):
        return f"{{ shape = {list(matrix.shape)}, rows = {json.dumps(matrix.tolist())} }}"
    listed = matrix.tocoo()
    triples = [
        [int(row), int(column), value.item()]
        for row, column, value in zip(listed.row, listed.col, listed.data, strict=True)
    ]
    return f"{{ shape = {list(listed.shape)}, couplings = {json.dumps(triples)} }}"


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
    except (KeyError, IndexError, AttributeError, ValueError, TypeError, OverflowError) as problem:
        raise NeuroError(f"{path}: is no whole case ({type(problem).__name__}: {problem}).") from problem


def _found(table: dict[str, Any]) -> Found:
    learns = "learning" in table
    _check_keys("", table, (*_TEXTS, "network", "description", "learning" if learns else "stimulus"))
    for name in _TEXTS:
        if not isinstance(table[name], str):
            raise FieldError(name, f"got {shown(table[name])}, expected text.")
    if table["code"] not in CODES:
        raise FieldError("code", f"got {shown(table['code'])}, expected one of {', '.join(CODES)}.")
    network = _network(table["network"], parse_description(tomli_w.dumps(table["description"]), "description"))
    case = _learning(table, network) if learns else Case(table["name"], network, _read_stimulus(table["stimulus"]))
    return Found(case, table["engine"], table["code"], table["difference"])


def _check_keys(where: str, table: dict[str, Any], needed: tuple[str, ...], more: tuple[str, ...] = ()) -> None:
    """Refuse a table without what is needed, or with what nobody would read."""
    if missing := next((key for key in needed if key not in table), None):
        raise FieldError(where + missing, "is missing, expected it in a case.")
    if odd := next((key for key in table if key not in (*needed, *more)), None):
        raise FieldError(where + odd, f"is no key of a case; {nearest(odd, (*needed, *more))}")


def _network(table: dict[str, Any], description: Description) -> Network:
    _check_keys("network.", table, (*VECTORS, *MATRICES), _GAINS)
    kind: Any = np.int32 if "unit" in table else float
    arrays: dict[str, Any] = {key: _exactly(table[key], kind, f"network.{key}") for key in VECTORS}
    arrays |= {key: _read_matrix(table[key], kind, f"network.{key}") for key in MATRICES}
    return Network(description=description, **arrays, **{key: table[key] for key in _GAINS if key in table})


def _exactly(given: Any, kind: Any, name: str) -> NDArray[Any]:
    """Numbers of a kind; what would be another number in it is refused."""
    array = np.array(given)
    if array.size and array.dtype.kind not in "iuf":
        raise FieldError(name, f"got {array.dtype}, expected numbers.")
    with np.errstate(invalid="ignore"):
        converted: NDArray[Any] = array.astype(kind)
    if not np.array_equal(converted, array):
        raise FieldError(name, f"got numbers that {np.dtype(kind)} doesn't hold, expected whole ones in its range.")
    return converted


def _read_matrix(given: Any, kind: Any, name: str) -> Any:
    shape = given["shape"]
    if len(shape) != 2 or not all(type(side) is int and 0 <= side <= _LARGEST for side in shape):
        raise FieldError(f"{name}.shape", f"got {shown(shape)}, expected two sides of at most {_LARGEST:,}.")
    if "rows" in given:
        return _exactly(given["rows"], kind, name).reshape(shape)
    places = [tuple(one[:2]) for one in given["couplings"]]
    if len(set(places)) < len(places):
        raise FieldError(name, "gives one coupling twice, expected each once.")
    rows, columns, values = zip(*given["couplings"], strict=True) if places else ((), (), ())
    matrix = sparse.csr_matrix((_exactly(values, kind, name), (rows, columns)), shape, dtype=kind)
    matrix.sort_indices()
    return matrix


def _payloads(given: Any, name: str) -> NDArray[Any]:
    """Whole numbers where all are."""
    array = np.array(given)
    return _exactly(given, float if array.dtype.kind == "f" else np.int64, name)


def _read_stimulus(table: dict[str, Any]) -> Stimulus:
    plain = {"samples": int, "seed": int, "update_probability": float, "stop": str, "turns": list, "phases": list}
    _check_keys("stimulus.", table, tuple(plain), ("inputs", "labels", "initial"))
    for key, kind in plain.items():
        if type(table[key]) is not kind:
            raise FieldError(f"stimulus.{key}", f"got {shown(table[key])}, expected another kind of value.")
    for key in ("turns", "phases"):
        if not all(type(one) is int and one >= 0 for one in table[key]):
            raise FieldError(f"stimulus.{key}", f"got {shown(table[key])}, expected whole numbers of at least 0.")
    arrays: dict[str, Any] = {
        key: _exactly(table[key], kind, f"stimulus.{key}") for key, kind in _INDICES.items() if key in table
    }
    if "inputs" in table:
        arrays["inputs"] = _payloads(table["inputs"], "stimulus.inputs")
    given: dict[str, Any] = {key: table[key] for key in plain if key not in ("turns", "phases")}
    return Stimulus(phases=Phases(*table["phases"]), turns=tuple(table["turns"]), **given, **arrays)


def _learning(table: dict[str, Any], network: Network) -> LearningCase:
    given = table["learning"]
    _check_keys("learning.", given, ("inputs", "labels"))
    inputs, labels = (
        _payloads(given["inputs"], "learning.inputs"),
        _exactly(given["labels"], np.int64, "learning.labels"),
    )
    steps = network.description.phases.steps
    wanted = ((len(labels), network.lines), (len(labels), steps, network.lines))
    if labels.ndim != 1 or inputs.shape not in wanted or not len(labels):
        raise FieldError("learning.inputs", f"got shape {inputs.shape}, expected {wanted[0]} or {wanted[1]}.")
    if not 0 <= labels.min() <= labels.max() < network.classes:
        raise FieldError("learning.labels", f"got {shown(labels.tolist())}, expected classes below {network.classes}.")
    return LearningCase(table["name"], network, inputs, labels)
