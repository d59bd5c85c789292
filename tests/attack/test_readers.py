"""Files that are not what they are called: whatever stands in them or instead of them, readers say so at once."""

from __future__ import annotations

import gzip
import io
import json
import os
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from neuro.files import write_sealed

from .commands import run
from .test_sizes import MODEL

# Name of the file that a command reads, and the command.
READERS: dict[str, tuple[str, list[str]]] = {
    "model": ("m.toml", ["simulate", "m.toml"]),
    "trained": ("t/network.npz", ["simulate", "t"]),
    "chip": ("c.toml", ["place", "core", "--chip", "c.toml"]),
    "profile": ("p.toml", ["compare", "core", "--profile", "p.toml"]),
    "placement": ("p.json", ["compare", "digits", "--samples", "2", "--engines", "numpy", "--placement", "p.json"]),
    "grid": ("g.toml", ["grid", "g.toml", "--out", "out"]),
    "npz": ("d.npz", ["simulate", "digits", "--data", "d.npz"]),
    "csv": ("d.csv", ["simulate", "digits", "--data", "d.csv"]),
    "npy": ("d/inputs.npy", ["simulate", "digits", "--data", "d"]),
    "idx": ("i/train-images-idx3-ubyte", ["simulate", "mnist", "--data-folder", "i"]),
}


def sparse(path: Path) -> None:
    """A file of a thousand gigabytes of zeros that takes no room."""
    with path.open("wb") as stream:
        stream.truncate(10**12)


def written(body: bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(body) and None


# What stands where the file is expected.
INSTEAD: dict[str, Callable[[Path], None]] = {
    "fifo": lambda path: os.mkfifo(path),
    "zeros": lambda path: path.symlink_to("/dev/zero"),
    "nothing": lambda path: path.symlink_to("/dev/null"),
    "folder": lambda path: path.mkdir(),
    "loop": lambda path: path.symlink_to(path),
    "dangling": lambda path: path.symlink_to("absent"),
    "endless": sparse,
}
# What stands in the file.
CONTENTS: dict[str, Callable[[Path], None]] = {
    "empty": written(b""),
    "nul": written(b"\0" * 1000),
    "latin": written("größe = 1\n".encode("latin-1")),
    "nested-lists": written(b"x = " + b"[" * 3000 + b"]" * 3000),
    "nested-objects": written(b'{"x":' * 3000),
    "deep-keys": written(b"format = 1\n" + b"a." * 3000 + b"a = 1\n"),
    "long-line": written(b"1," * 1_500_000 + b"1\n"),
    "zip-cut": written(b"PK\x03\x04" + b"\0" * 40),
    "gzip-cut": written(gzip.compress(b"\0\0\x08\x03" * 50)[:-8]),
    "text": written(b"\xef\xbb\xbfformat = 2\r\nname = 1979-05-27\r\n"),
}


def refuse(reader: str, make: Callable[[Path], None], folder: Path) -> None:
    name, command = READERS[reader]
    (folder / name).parent.mkdir(exist_ok=True)
    make(folder / name)
    run(*command, cwd=folder, limit_s=4, memory=1 << 30).refused()


@pytest.mark.parametrize("instead", INSTEAD)
@pytest.mark.parametrize("reader", READERS)
def test_what_stands_where_a_file_is_expected(reader: str, instead: str, tmp_path: Path) -> None:
    refuse(reader, INSTEAD[instead], tmp_path)


@pytest.mark.parametrize("content", CONTENTS)
@pytest.mark.parametrize("reader", ["model", "placement", "npz"])
def test_what_stands_in_a_file(reader: str, content: str, tmp_path: Path) -> None:
    refuse(reader, CONTENTS[content], tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("content", CONTENTS)
@pytest.mark.parametrize("reader", sorted(READERS.keys() - {"model", "placement", "npz"}))
def test_what_stands_in_any_other_file(reader: str, content: str, tmp_path: Path) -> None:
    refuse(reader, CONTENTS[content], tmp_path)


def zipped(folder: Path, **members: bytes) -> str:
    """An .npz file of members with these very bytes."""
    with zipfile.ZipFile(folder / "d.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(f"{name}.npy", body)
    return "d.npz"


def array(values: object, kind: object = float) -> bytes:
    """The bytes of an .npy file."""
    stream = io.BytesIO()
    np.save(stream, np.array(values, kind), allow_pickle=True)  # type: ignore[call-overload]
    return stream.getvalue()


def lying(shape: str, kind: str = "<f8") -> bytes:
    """An .npy file whose header speaks of another shape than that of its 16 bytes."""
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}".encode().ljust(118) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + b"\0" * 16


HEADERS = {
    "terabytes": lying("(1000000000000,)"),
    "beyond": lying("(10000000000000000000000000000000000000000,)"),
    "product": lying("(4294967296, 4294967296)"),
    "minus": lying("(-1, -2)"),
    "none": lying("None"),
    "dimensions": lying("(" + "1, " * 70 + ")"),
    "objects": lying("(2,)", "|O"),
    "void": lying("(2,)", "|V8"),
    "complex": lying("(1,)", "<c16"),
    "dates": lying("(2,)", "<M8[s]"),
    "code": lying("__import__('os').system('true')"),
    "long": lying("(" + "1," * 20000 + ")"),
    "version": b"\x93NUMPY\x09\x09" + b"\0" * 100,
    "pickle": array([{}], object),
    "short": array([1.0, 2.0])[:-3],
    "longer": array([1.0, 2.0]) + b"\0" * 8,
}


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("reader", ["npz", "trained", pytest.param("npy", marks=pytest.mark.slow)])
def test_headers_of_arrays_that_lie(reader: str, header: str, tmp_path: Path) -> None:
    name, command = READERS[reader]
    (tmp_path / name).parent.mkdir(exist_ok=True)
    if reader == "npy":
        (tmp_path / name).write_bytes(HEADERS[header])
        (tmp_path / "d" / "labels.npy").write_bytes(array([0, 1], int))
    else:
        made = tmp_path / zipped(tmp_path, **{"inputs" if reader == "npz" else "bias": HEADERS[header]})
        made.rename(tmp_path / name)
    run(*command, cwd=tmp_path, limit_s=4, memory=1 << 30).refused()


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_ways_of_packing_that_numpy_does_not_use(packing: int, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "d.npz", "w", packing) as archive:
        archive.writestr("inputs.npy", array([[0.0]] * 9))
        archive.writestr("labels.npy", array([0] * 9, int))
    run("simulate", "digits", "--data", "d.npz", cwd=tmp_path).refused("packed")


# Ten IDX headers: number of dimensions, and their sizes.
SHAPES = ([2**32 - 1], [2**32 - 1] * 3, [2**31, 28, 28], [2**28, 1], [], [1] * 200, [0, 28, 28], [5, 28, 28], [5])


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: f"{len(shape)}d{max(shape, default=0)}")
@pytest.mark.parametrize("ending", ["", ".gz"])
def test_headers_of_images_that_lie(ending: str, shape: list[int], tmp_path: Path) -> None:
    body = bytes((0, 0, 8, len(shape))) + struct.pack(f">{len(shape)}I", *shape) + bytes(50)
    for name in ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"):
        (tmp_path / f"{name}-ubyte{ending}").write_bytes(gzip.compress(body) if ending else body)
    run("simulate", "mnist", "--data-folder", str(tmp_path), cwd=tmp_path, limit_s=4).refused("t10k-labels")


@pytest.mark.slow
def test_bombs(tmp_path: Path) -> None:
    """Ten gigabytes of zeros in ten megabytes, as a member nobody asked for and as an image file."""
    with gzip.open(tmp_path / "t10k-labels-idx1-ubyte.gz", "wb", 1) as stream:
        stream.write(bytes((0, 0, 8, 1)) + struct.pack(">I", 2**32 - 1))
        for _ in range(2000):
            stream.write(bytes(1 << 20))
    for name in ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3"):
        os.link(tmp_path / "t10k-labels-idx1-ubyte.gz", tmp_path / f"{name}-ubyte.gz")
    run("simulate", "mnist", "--data-folder", ".", cwd=tmp_path, limit_s=4, memory=1 << 30).refused("speaks of")
    np.savez_compressed(tmp_path / "d.npz", inputs=np.zeros((9, 64)), labels=np.arange(9), more=np.zeros(1 << 28))
    data = ("simulate", "digits", "--data", "d.npz")
    run(*data, cwd=tmp_path, limit_s=4, memory=1 << 30).refused("has 64 inputs and 9 classes")
    np.savez_compressed(tmp_path / "d.npz", inputs=np.zeros(1 << 28), labels=np.arange(9))
    run(*data, cwd=tmp_path, limit_s=4, memory=1 << 30).refused("would take 2.1 GB of memory")


NAMES = {
    "escape": '"a\\u001b[31mred"',
    "newline": '"a\\nb"',
    "nul": '"a\\u0000"',
    "long": f'"{"a" * 10_000}"',
    "blank": '"  "',
    "empty": '""',
    "arrow": '"a->b"',
    "list": "['a']",
    "number": "7",
    "date": "1979-05-27",
    "backwards": '"a\\u202eb"',
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("key", ['name = "a"', 'name = "mine"'])
def test_names_in_a_model(key: str, name: str, tmp_path: Path) -> None:
    if name == "arrow" and "mine" in key:
        return
    (tmp_path / "m.toml").write_text(MODEL.replace(key, f"{key.split()[0]} = {NAMES[name]}", 1))
    assert len(run("simulate", "m.toml", cwd=tmp_path).refused("m.toml")) < 2500


BROKEN = {
    "twice": MODEL.replace("seed = 1", "seed = 1\nseed = 2"),
    "nul": MODEL.replace("seed", "se\0ed"),
    "utf-16": "\ufeff" + "\0".join(MODEL),
    "bool for int": MODEL.replace("size = 6", "size = true"),
    "float for int": MODEL.replace("size = 6", "size = 6.0"),
    "bool for format": MODEL.replace("format = 1", "format = true"),
    "float for format": MODEL.replace("format = 1", "format = 1.0"),
    "text for float": MODEL.replace("bias = 0.1", 'bias = "0.1"'),
    "table for float": MODEL.replace("bias = 0.1", "bias = {x = 1}"),
    "list for table": MODEL.replace("input = {size = 4, levels = 1}", "input = [4]"),
    "table for list": MODEL.replace("classes", "couplings = {}\nclasses", 1),
    "unknown": MODEL + '"\\u001b[0m" = 1\n',
    "half": MODEL[: len(MODEL) // 2],
    "hex for text": MODEL.replace('"mine"', "0x" + "f" * 5000),
    "hex in a list": MODEL.replace('"mine"', "[0x" + "f" * 5000 + "]"),
    "hex for table": MODEL.replace("{steps = 3}", "0x" + "f" * 5000),
    "hex for kind": MODEL.replace('kind = "link"', "kind = 0x" + "f" * 5000),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_broken_models(broken: str, tmp_path: Path) -> None:
    (tmp_path / "m.toml").write_bytes(BROKEN[broken].encode())
    run("simulate", "m.toml", cwd=tmp_path).refused("m.toml")


@pytest.mark.parametrize("how", ["bom", "crlf", "underscores"])
def test_models_as_editors_and_toml_have_them(how: str, tmp_path: Path) -> None:
    ways = {
        "bom": "\ufeff" + MODEL,
        "crlf": MODEL.replace("\n", "\r\n"),
        "underscores": MODEL.replace("size = 6", "size = 1_0"),
    }
    (tmp_path / "m.toml").write_bytes(ways[how].encode())
    run("simulate", "m.toml", cwd=tmp_path).worked()


PLACEMENT = {"format": 2, "chip": "loihi1", "placer": "modular", "network": "x", "units": [0], "readout": [0]}
PLACEMENTS = {
    **{
        f"{key} is {value!r:.20}": json.dumps({**PLACEMENT, key: value})
        for key, value in {
            "format": True,
            "chip": 7,
            "placer": None,
            "network": ["x"],
            "units": "0",
            "readout": {"0": 0},
        }.items()
    },
    **{
        f"units {units}": json.dumps(PLACEMENT).replace("[0]", units, 1)
        for units in (
            "[true]",
            "[0.0]",
            "[NaN]",
            "[1e999]",
            "[9223372036854775808]",
            "[-9223372036854775809]",
            "[[0]]",
            "[null]",
        )
    },
    "digits": json.dumps(PLACEMENT).replace("[0]", f"[{'9' * 5000}]", 1),
    "twice": json.dumps(PLACEMENT)[:-1] + ', "units": [1]}',
    "infinity": json.dumps({**PLACEMENT, "chip": float("inf")}),
    "surrogate": json.dumps({**PLACEMENT, "network": "\ud800\n"}),
    "bom": "\ufeff" + json.dumps(PLACEMENT),
}


@pytest.mark.parametrize("placement", PLACEMENTS)
def test_placements_that_are_none(placement: str, tmp_path: Path) -> None:
    text = PLACEMENTS[placement]
    (tmp_path / "p.json").write_text(text, encoding="utf-8")
    run(*READERS["placement"][1], cwd=tmp_path).refused()
    # The same as if it had been written so.
    with suppress(ValueError):
        write_sealed(tmp_path / "p.json", json.loads(text))
        run(*READERS["placement"][1], cwd=tmp_path).refused()


TABLES = {
    "endless line": "1" * (1 << 24) + "\n",
    "columns": "0," * 1_000_001 + "0\n0,1\n",
    "columns later": "0,1\n" * 9 + "0," * 1_000_001 + "0\n",
    "endless field": '"' + "0,1\n" * 50_000,
    "fullwidth": "0,0\n1,1\n\uff11,0\n0,1\n0,0\n",
    "underscore": "0,0\n1,1\n1_0,0\n0,1\n0,0\n",
    "nan": "0,0\n1,1\nnan,0\n0,1\n0,0\n",
    "beyond": "0,0\n1,1\n1e400,0\n0,1\n0,0\n",
    "hex": "0,0\n1,1\n0x1,0\n0,1\n0,0\n",
    "escape": "0,0\n1,1\n\x1b[31m,0\n0,1\n0,0\n",
    "class": "0,0\n1,1\n1,99999999999999999999\n0,1\n0,0\n",
    "half": "0,0\n1,1\n1,0.5\n0,1\n0,0\n",
    "minus": "0,0\n1,1\n1,-1\n0,1\n0,0\n",
    "lines alone": "\n" * 100_000,
    "header alone": "a,label\n",
}


@pytest.mark.parametrize("table", TABLES)
def test_tables_that_are_none(table: str, tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text(TABLES[table], encoding="utf-8")
    assert len(run(*READERS["csv"][1], cwd=tmp_path, limit_s=5, memory=1 << 30).refused("d.csv")) < 2500


@pytest.mark.parametrize(
    "number", ["0", "-1", "true", "1e3", "9223372036854775808", "1000000000000", "0x" + "f" * 5000]
)
def test_numbers_of_cores(number: str, tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "neuro" / "placement" / "chips" / "loihi1.toml"
    lines = shipped.read_text(encoding="utf-8").splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("cores") and "128" in line)
    lines[at] = lines[at].replace("128", number, 1)
    (tmp_path / "c.toml").write_text("\n".join(lines), encoding="utf-8")
    run("place", "core", "--chip", "c.toml", cwd=tmp_path, limit_s=4).refused("c.toml", "cores")


@pytest.mark.parametrize(
    "points", ["[[1, 0x" + "f" * 400 + "]]", "[[true, 1.0]]", "[[1, nan]]", "[[1, 1e400]]", "[[1]]"]
)
def test_points_of_a_barrier(points: str, tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "neuro" / "energy" / "profiles" / "loihi1-2018.toml"
    lines = shipped.read_text(encoding="utf-8").splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("points"))
    end = next(n for n in range(at, len(lines)) if lines[n].rstrip().endswith("]]") or lines[n].strip() == "]")
    lines[at : end + 1] = [f"points = {points}"]
    (tmp_path / "p.toml").write_text("\n".join(lines), encoding="utf-8")
    run("compare", "core", "--profile", "p.toml", cwd=tmp_path, limit_s=4).refused("p.toml", "points")


@pytest.mark.parametrize("command", ["os:system", "attack_module:work", "os.path:join", ":", "a:", ":b"])
def test_grids_run_no_code_unless_trusted(command: str, tmp_path: Path) -> None:
    (tmp_path / "attack_module.py").write_text(
        "open('ran', 'w').close()\n\ndef work(description, options):\n    return []\n"
    )
    (tmp_path / "g.toml").write_text(f'format = 1\nmodel = "core"\ncommand = "{command}"\n')
    asked, here = ("grid", "g.toml", "--out", "out", "--workers", "1"), {"PYTHONPATH": str(tmp_path)}
    run(*asked, cwd=tmp_path, environment=here).refused("--trust")
    assert not (tmp_path / "ran").exists()
