"""Up to a million units with a hundred couplings each, drawn and placed on a board of 768 Loihi 1: seconds and memory.

Run: python examples/million.py [out/million.png]
"""

import resource
import sys
import time

from matplotlib.figure import Figure

from neuro import build_network
from neuro.description import Description, Gaussian, Population
from neuro.network import integer_network
from neuro.placement import load_chip, place
from neuro.report import save_figure

COUPLINGS = 100


def measured(units, chip):
    began = time.perf_counter()
    population = Population("units", units, self_coupling=0.9)
    inside = Gaussian("units", "units", density=COUPLINGS / units)
    network = integer_network(build_network(Description("many", (population,), (inside,), seed=1)))
    drawn = time.perf_counter() - began
    placed = place(network, chip)
    # In KiB on Linux, in bytes on macOS; that of the largest so far.
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**30 if sys.platform == "darwin" else 2**20)
    return drawn, time.perf_counter() - began - drawn, held, placed.cores


def main(path="out/million.png", sizes=(10_000, 100_000, 1_000_000), board="pohoiki-springs"):
    chip, found = load_chip(board), []
    print("units", "s to draw", "s to place", "GiB at most", "cores", sep="\t")
    for units in sizes:
        found.append(measured(units, chip))
        print(units, *(f"{value:.3g}" for value in found[-1]), sep="\t", flush=True)
    drawn, placed, held, cores = zip(*found, strict=True)
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    seconds, memory = figure.subplots(1, 2)
    seconds.loglog(sizes, drawn, "o-", color="#8ab6d6", label="to draw and round")
    seconds.loglog(sizes, placed, "o-", color="#1b6ca8", label="to place")
    seconds.set(xlabel="units", ylabel="seconds (measured)")
    seconds.legend(frameon=False)
    memory.loglog(sizes, held, "o-", color="#d9822b")
    memory.set(xlabel="units", ylabel="memory at most (GiB, measured)")
    for axis in (seconds, memory):
        axis.spines[["top", "right"]].set_visible(False)
    figure.suptitle(
        f"{sizes[-1]:,} units on {cores[-1]:,} cores of {chip.title}: placed {drawn[-1] + placed[-1]:.0f} s after the "
        f"start, with {held[-1]:.1f} GiB\n{COUPLINGS} couplings a unit, 8 bits, modular placer",
        fontsize=10,
    )
    print(f"wrote {save_figure(figure, path)}")
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
