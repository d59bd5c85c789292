"""Neurons, memory and axons of a placement, counted by hand."""

from __future__ import annotations

import numpy as np

from neuro.placement.demand import Demand, connections_of, demand_of, list_bits, usage_of

from .small_chip import four_units, small_chip


def test_who_hears_whom() -> None:
    connections = connections_of(four_units())
    # Columns: four units, the line, two labels.
    assert connections.pattern.toarray().tolist() == [
        [0, 1, 0, 0, 1, 0, 0],
        [1, 0, 0, 0, 0, 1, 0],
        [1, 0, 1, 0, 0, 0, 0],
        [0, 0, 1, 0, 1, 0, 0],
        [1, 0, 0, 1, 0, 0, 0],
        [0, 0, 0, 1, 0, 0, 0],
    ]
    assert [connections.name(row) for row in (3, 4)] == ["unit 3", "readout unit 0"]


def test_the_cheaper_of_two_lists_in_whole_words() -> None:
    chip = small_chip()
    # Sparse: header 10 + 1 x (8 + 3) = 21, two words of 16. Dense on one neuron: 10 + 8 = 18, two words as well.
    assert list_bits(np.array([1]), 1, 8, chip).tolist() == [32]
    # On three neurons: dense 10 + 24 = 34, three words; sparse with one coupling two words, with two 10 + 22, two.
    assert list_bits(np.array([1, 2, 3]), 3, 8, chip).tolist() == [32, 32, 48]
    # Six couplings need two lists: 10 + 4 x 8 = 42 (48 bits) and 10 + 2 x 8 = 26 (32 bits) dense.
    assert list_bits(np.array([6]), 6, 8, chip).tolist() == [80]


def test_list_overheads_of_the_first_chip() -> None:
    from neuro.placement import load_chip

    chip = load_chip("loihi1")
    # 64 couplings of 8 bits and 10 bits of header: 522 bits, nine words of 64.
    assert list_bits(np.array([64]), 64, 8, chip).tolist() == [576]
    # One coupling among 1024 neurons: 8 + 10 + 10 = 28 bits, one word.
    assert list_bits(np.array([1]), 1024, 8, chip).tolist() == [64]


def test_demand_of_a_range() -> None:
    connections, chip = connections_of(four_units()), small_chip()
    # Units 0 and 1 hear units 1, 0, the line and label 0: four lists of 32 bits (10 + 11 sparse).
    assert demand_of(connections, 0, 2, chip) == Demand(neurons=2, synapse_bits=4 * 32, in_axons=4)
    # Units 2 and 3: unit 0 onto 2, unit 2 onto both (dense 10 + 16 = 26), the line onto 3.
    assert demand_of(connections, 2, 4, chip) == Demand(neurons=2, synapse_bits=3 * 32, in_axons=3)


def test_usage_of_four_units() -> None:
    chip = small_chip()
    usage = usage_of(connections_of(four_units()), np.array([0, 0, 1, 1, 4, 4]), chip)
    assert usage.cores.tolist() == [0, 1, 4]
    assert usage.neurons.tolist() == [2, 2, 2]
    assert usage.in_axons.tolist() == [4, 3, 2]
    assert usage.synapse_bits.tolist() == [4 * 32, 3 * 32, 2 * 32]
    # Unit 0 reaches cores 0, 1 and 4, unit 1 core 0; unit 2 core 1, unit 3 core 4; the readout reaches nobody.
    assert usage.out_axons.tolist() == [4, 2, 0]
