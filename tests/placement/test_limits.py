"""The limits of chips: cited, whole, refused when they are not."""

from __future__ import annotations

from pathlib import Path

import pytest

import neuro.placement.chips
from neuro.errors import NeuroError
from neuro.placement import chip_names, load_chip

_SHIPPED = Path(str(neuro.placement.chips.__file__)).parent / "loihi1.toml"


@pytest.mark.parametrize("name", ["loihi1", "loihi2"])
def test_shipped_chips(name: str) -> None:
    chip = load_chip(name)
    assert chip.name == name
    assert chip.cores == 128
    assert chip.tiles == 32
    assert chip.notes
    assert all(chip.citations.values())
    assert sorted(chip.neighbouring_tiles()) == list(range(32))


def test_known_numbers() -> None:
    assert chip_names() == ["loihi1", "loihi2", "odin", "truenorth"]
    chip = load_chip("loihi1")
    assert (chip.neurons, chip.synapse_bits, chip.in_axons, chip.out_axons) == (1024, 128 * 1024 * 8, 4096, 4096)
    assert load_chip("loihi2").in_axons is None
    # Tiles are numbered down the columns.
    assert chip.position(5) == (1, 1)
    assert chip.tile(127) == 31


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("neurons = { value = 1024", "neurons = { value = 0"), "limits.neurons.value: got 0"),
        (("neurons = { value = 1024", "neurons = { value = 1.5"), "limits.neurons.value: got 1.5"),
        (("neurons = { value = 1024", "neurons = { value = 4000000001"), "limits.neurons.value: got 4000000001"),
        (("neurons = {", "neuron = {"), "did you mean 'neurons'"),
        (("cores = { value = 128", "cores = { value = 127"), "got 127, expected 8 x 4 tiles of 4"),
        (('source = "davies2018", place = "p. 86"', 'source = "davis"'), "limits.cores.source: got 'davis'"),
        (('title = "Loihi 1"', ""), "title: is missing"),
        (("format = 1", "format = 9"), "format: got 9"),
    ],
)
def test_files_that_are_refused(change: tuple[str, str], words: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    shipped = _SHIPPED.read_text(encoding="utf-8")
    assert change[0] in shipped
    path.write_text(shipped.replace(*change, 1), encoding="utf-8")
    with pytest.raises(NeuroError) as refusal:
        load_chip(str(path))
    assert words in str(refusal.value)
    assert str(path) in str(refusal.value)


def test_a_file_without_limits(tmp_path: Path) -> None:
    head, limits, _ = _SHIPPED.read_text(encoding="utf-8").partition("[limits]")
    (tmp_path / "mine.toml").write_text(head, encoding="utf-8")
    assert limits
    with pytest.raises(NeuroError, match=r"mine.toml: limits: is missing"):
        load_chip(str(tmp_path / "mine.toml"))


def test_unknown_chip() -> None:
    with pytest.raises(NeuroError, match="did you mean 'loihi2'"):
        load_chip("loihi22")
