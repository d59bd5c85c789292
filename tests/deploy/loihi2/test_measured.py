"""What the chip's meters say, and what follows from it."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from neuro_deploy.loihi2.measured import CoreActivity, Measured, Probes


def profiler(monkeypatch: pytest.MonkeyPatch, **probes: Any) -> None:
    pytest.importorskip("lava.utils")
    module = ModuleType("lava.utils.loihi2_profiler")
    vars(module).update(probes)
    monkeypatch.setitem(sys.modules, "lava.utils.loihi2_profiler", module)
    monkeypatch.setattr("lava.utils.loihi2_profiler", module, raising=False)


def test_joules_of_an_inference() -> None:
    # 1000 steps of 2 us for ten samples: 0.2 ms each.
    measured = Measured(samples=10, steps=1000, static_w=1.5, dynamic_w=0.25, step_s=2e-6, cores=None)
    assert measured.sample_s == pytest.approx(2e-4)
    assert measured.dynamic_joules == pytest.approx(5e-5)
    assert measured.static_joules == pytest.approx(3e-4)
    assert measured.basis == "measured"


def test_nothing_follows_from_what_was_not_measured() -> None:
    measured = Measured(samples=1, steps=10, static_w=1.0, dynamic_w=None, step_s=1e-6, cores=None)
    assert measured.dynamic_joules is None
    assert measured.static_joules == pytest.approx(1e-5)
    timeless = Measured(samples=1, steps=10, static_w=1.0, dynamic_w=1.0, step_s=None, cores=None)
    assert timeless.sample_s is None
    assert timeless.static_joules is None


def test_probes_are_asked_by_their_published_names(monkeypatch: pytest.MonkeyPatch) -> None:
    power = SimpleNamespace(static_total_power=2.0, total_power=[2.5, 3.5])
    activity = SimpleNamespace(core_idx=[7], syn_ops=[40], dendrite_updates=[8], spikes_in=[5], axon_out=[3])
    asked: dict[str, int] = {}
    profiler(
        monkeypatch,
        Loihi2Power=lambda **options: asked.update(options) or power,
        Loihi2ExecutionTime=lambda: SimpleNamespace(avg_time_per_step=12.0),
        Loihi2Activity=lambda: activity,
    )
    probes = Probes(500)
    assert asked == {"num_steps": 500}
    assert len(probes.callbacks) == 3
    core = CoreActivity(7, syn_ops=40, dendrite_updates=8, spikes_in=5, axon_out=3)
    assert probes.measured(5) == Measured(
        5, 500, static_w=2.0, dynamic_w=1.0, step_s=pytest.approx(12e-6), cores=(core,)
    )


def test_missing_probes_are_none_and_not_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    profiler(monkeypatch, Loihi2Power=lambda num_steps: SimpleNamespace(static_total_power=1.0, total_power=[]))
    probes = Probes(10)
    assert len(probes.callbacks) == 1
    assert probes.measured(1) == Measured(1, 10, static_w=1.0, dynamic_w=None, step_s=None, cores=None)
