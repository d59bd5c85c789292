"""What SANA-FE can't run is refused with a sentence, before anything is built where that can be."""

from __future__ import annotations

import dataclasses
import importlib.util

import numpy as np
import pytest
from neuro_deploy.sanafe import SanafeEngine, chip, crosscheck

from neuro.conformance import float_twin, random_case
from neuro.description import Phases
from neuro.engines import Stimulus, load_engine
from neuro.errors import NeuroError
from neuro.placement import load_chip
from neuro.placement.placed import Placement
from neuro.placement.placers import load_placer
from tests.small import small_network

CASE = random_case(3)
PLAIN = Stimulus(samples=1, phases=Phases(0, 0, 2))


def test_where_it_is_missing_the_install_line_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(NeuroError, match=r"SANA-FE is not installed.*pip install 'neuro-engines\[sanafe\]'"):
        load_engine("sanafe").run(CASE.network, CASE.stimulus, "spikes")
    with pytest.raises(NeuroError, match="SANA-FE is not installed"):
        crosscheck(CASE.network, CASE.stimulus)


def test_where_it_is_broken_the_reason_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str) -> None:
        raise OSError("wrong ELF class")

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    monkeypatch.setattr(chip.importlib, "import_module", broken)
    obstacle = SanafeEngine().obstacle()
    assert obstacle is not None
    assert "OSError: wrong ELF class" in obstacle


@pytest.mark.usefixtures("sanafe")
class TestWithIt:
    def test_the_flip_code(self) -> None:
        with pytest.raises(NeuroError, match=r"sanafe doesn't speak the flips code: .* ask for the spike code"):
            load_engine("sanafe").run(CASE.network, CASE.stimulus, "flips")

    def test_a_float_network(self) -> None:
        with pytest.raises(NeuroError, match=r"float-network.*make the network integer first"):
            load_engine("sanafe").open(float_twin(CASE.network), "spikes")
        with pytest.raises(NeuroError, match="float-network"):
            crosscheck(float_twin(CASE.network), CASE.stimulus)

    def test_early_stops_and_random_updates(self) -> None:
        with pytest.raises(NeuroError, match="early-stop"):
            crosscheck(CASE.network, dataclasses.replace(CASE.stimulus, stop="cycle"))
        masked = random_case(3, masked=True)
        with pytest.raises(NeuroError, match="random-subset"):
            crosscheck(masked.network, masked.stimulus)

    def test_a_network_one_line_too_big_for_a_core(self) -> None:
        fits, too_big = (small_network([[0]], inputs=np.ones((1, lines), int)) for lines in (4096, 4097))
        assert load_placer("sequential").place(fits, load_chip("loihi1")).core.tolist() == [0]
        with pytest.raises(NeuroError, match="4,097 in-axons, and a core of Loihi 1 has 4,096"):
            load_engine("sanafe").run(too_big, PLAIN, "spikes")

    def test_a_placement_of_another_network_or_with_a_core_too_full(self) -> None:
        other = Placement("loihi1", "by hand", "0" * 12, np.zeros(CASE.network.units, np.int64))
        with pytest.raises(NeuroError, match="the placement was made for network 000000000000"):
            crosscheck(CASE.network, CASE.stimulus, other)
        crowd = small_network(np.zeros((1025, 1025), int))
        with pytest.raises(NeuroError, match="core 7 needs 1,025 neurons"):
            crosscheck(crowd, PLAIN, Placement("loihi1", "by hand", crowd.hash, np.full(1025, 7)))

    def test_numbers_that_its_binding_would_cut(self) -> None:
        network = small_network([[0]], inputs=[[127]], levels=1)
        largest = Stimulus(samples=1, phases=Phases(0, 0, 1), inputs=np.array([[16909320]]))
        assert 127 * 16909320 < 2**31 - 1
        assert load_engine("sanafe").run(network, largest, "spikes").states[0, 1] == 1
        beyond = dataclasses.replace(largest, inputs=np.array([[16909321]]))
        with pytest.raises(NeuroError, match=r"add up to -?2147483767; SANA-FE takes whole numbers of 32 bits"):
            load_engine("sanafe").run(network, beyond, "spikes")

    def test_a_closed_session(self) -> None:
        session = load_engine("sanafe").open(CASE.network, "spikes")
        session.close()
        with pytest.raises(NeuroError, match="closed"):
            session.run(CASE.stimulus)

    def test_another_file_of_loihi(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(chip, "_SOURCES", "something_else[0..1023]")
        with pytest.raises(NeuroError, match=r"pip install sanafe==2\.2\.9"):
            load_engine("sanafe").open(CASE.network, "spikes")
