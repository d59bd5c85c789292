"""What a run of the benchmarks finds: series of times, the ratios between them, and the machine they were taken on."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from neuro.files import write_text

FOUND, KEPT = Path("out/bench.json"), Path(__file__).with_name("ratios.json")
# A ratio that fell by more than this is a regression: times on shared machines vary by a quarter.
_LOST = 1 / 3


@dataclass
class Findings:
    """Times by panel, line and value; ratios by name, larger where this product is faster; limits of the machine."""

    times: dict[str, dict[str, dict[float, float]]] = field(default_factory=dict)
    ratios: dict[str, float] = field(default_factory=dict)
    machine: dict[str, float] = field(default_factory=dict)

    def add(self, panel: str, line: str, value: float, measured: float) -> float:
        """Keep a time and print it."""
        self.times.setdefault(panel, {}).setdefault(line, {})[value] = measured
        print(f"{panel}: {line} at {value:g}: {measured:.4g}", flush=True)
        return measured

    def ratio(self, name: str, value: float) -> float:
        """Keep a ratio and print it."""
        self.ratios[name] = round(value, 2)
        print(f"{name}: {value:.2f}", flush=True)
        return value

    def faster(self, name: str, panel: str, value: float, than: str, line: str = "numba") -> float:
        """Keep how many times as fast one line of a panel is as another at a value."""
        times = self.times[panel]
        return self.ratio(f"{name}: {line} over {than}", times[than][value] / times[line][value])

    def write(self, path: Path = FOUND) -> None:
        """All of it as JSON."""
        found: dict[str, Any] = {"machine": self.machine, "ratios": self.ratios, "times": self.times}
        path.parent.mkdir(exist_ok=True)
        write_text(path, json.dumps(found, indent=1) + "\n")


def lost(found: dict[str, float], kept: dict[str, float]) -> list[str]:
    """A sentence for each ratio that fell by a third or more, or is no longer measured."""
    sentences = []
    for name, before in kept.items():
        if name not in found:
            sentences.append(f"{name}: was {before:.2f}, and is not measured any more.")
        elif found[name] <= before * (1 - _LOST):
            sentences.append(f"{name}: fell from {before:.2f} to {found[name]:.2f}.")
    return sentences
