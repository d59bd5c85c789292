"""The graph of the digits in a simulator that nobody here wrote: snnTorch's units, executed by nirtorch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from neuro.engines import load_engine
from neuro.formats import format_of
from neuro.workload import make_workload

nir = pytest.importorskip("nir")
# Before nirtorch, which uses it and doesn't import it.
torch_fx = pytest.importorskip("torch.fx", reason="needs the extra snntorch")
torch = pytest.importorskip("torch")
nirtorch = pytest.importorskip("nirtorch", reason="needs the extra snntorch")
snntorch = pytest.importorskip("snntorch", reason="needs the extra snntorch")


def unit(node: nir.LIF) -> snntorch.Leaky:
    beta = torch.tensor(1 - 1e-4 / node.tau, dtype=torch.float32)
    return snntorch.Leaky(beta, float(node.v_threshold[0]), init_hidden=True, reset_mechanism="zero", reset_delay=False)


def affine(node: nir.Affine | nir.Linear) -> torch.nn.Linear:
    made = torch.nn.Linear(node.weight.shape[1], node.weight.shape[0], bias=isinstance(node, nir.Affine))
    made.weight.data = torch.tensor(node.weight, dtype=torch.float32)
    if isinstance(node, nir.Affine):
        made.bias.data = torch.tensor(node.bias, dtype=torch.float32)
    return made


def test_spikes_of_a_hundred_digits_are_equal_at_every_step(tmp_path: Path) -> None:
    workload = make_workload("digits", samples=100)
    format_of("digits.nir").write(workload, tmp_path / "digits.nir")
    graph = nir.read(tmp_path / "digits.nir")
    simulator = nirtorch.nir_to_torch(graph, {nir.LIF: unit, nir.Affine: affine, nir.Linear: affine})
    run = load_engine("numpy").run(workload.network, workload.stimulus, "spikes")
    spikes: list[np.ndarray] = []
    simulator.units_lif.register_forward_hook(lambda _, __, out: spikes.append(out.detach().numpy() > 0))
    state = None
    for step in range(workload.stimulus.steps):
        given = np.concatenate([workload.stimulus.inputs, np.full((100, 1), step == 0)], axis=1)
        answer, state = simulator(torch.tensor(given, dtype=torch.float32), state)
    np.testing.assert_array_equal(np.stack(spikes, axis=1), run.spikes)
    np.testing.assert_array_equal(answer.detach().numpy(), run.readout)
