"""Parameters are counted as they exist."""

from __future__ import annotations

from neuro.claims import learned_parameters, network_trials
from neuro.network import build_network, dense

from .small import small_model


def test_what_exists_and_learns_is_counted() -> None:
    base = small_model()
    counts = {t.name: learned_parameters(build_network(t.description)) for t in network_trials(base, (1.0,), ())}
    network = build_network(base)
    recurrent, inputs, readout = (
        int((dense(m) != 0).sum()) for m in (network.recurrent, network.input_weights, network.readout_weights)
    )
    assert 0 < recurrent < 40 * 39
    assert (inputs, readout) == (40 * 12, 3 * 40)
    assert counts["full model"] == counts["self-coupling 0"] == recurrent + inputs + readout
    assert counts["frozen recurrent couplings"] == counts["no recurrent couplings"] == inputs + readout
    assert counts["readout only"] == readout
