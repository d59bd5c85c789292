"""Which placer? Packets between cores, cores, energy and time of six networks on a Loihi, by each of four placers.

The networks are as they are drawn, before they learn. Those of MNIST need its files (NEURO_DATA), the placer metis the
extra metis. Run: python examples/placers.py [out/placers.png]
"""

import sys

import numpy as np
from matplotlib.figure import Figure

from neuro import load_engine
from neuro.energy import energy_band, profiles_of, time_band
from neuro.placement import load_chip, place
from neuro.report import save_figure
from neuro.workload import make_workload

COLOURS = ("#1b6ca8", "#d9822b", "#4a9a5b", "#8c5fa8")
WHAT = ("packets between cores", "cores", "energy", "time on the chip")


def figures(workload, run, placed):
    traffic = placed.traffic(workload.network, workload.stimulus, run)
    crossing = placed.flow(workload.network, workload.stimulus, run).crossing
    profiles = profiles_of(placed.chip.family)
    energy, time = energy_band(run.activity, profiles, traffic), time_band(run.activity, traffic, profiles)
    return crossing, placed.cores, (energy.low + energy.high) / 2, (time.low + time.high) / 2


def main(
    path="out/placers.png",
    models=("digits", "chain", "mnist", "two-module", "saccade-mnist", "mnist-wide"),
    placers=("modular", "sequential", "balanced", "metis"),
    samples=5,
):
    chip, found = load_chip("loihi1"), np.empty((len(models), len(placers), len(WHAT)))
    print("network", "placer", *WHAT, sep="\t")
    for row, model in enumerate(models):
        workload = make_workload(model, samples=samples, regime="integer").fitted(chip)
        run = load_engine("numba").run(workload.network, workload.stimulus)
        for column, placer in enumerate(placers):
            found[row, column] = figures(workload, run, place(workload.network, chip, placer))
            print(model, placer, *(f"{value:.4g}" for value in found[row, column]), sep="\t")
    ratios = found / np.maximum(found[:, :1], 1e-30)
    figure = Figure(figsize=(11, 6), layout="constrained")
    for axis, values, what in zip(figure.subplots(2, 2).flat, np.moveaxis(ratios, 2, 0), WHAT, strict=True):
        for number, (placer, colour) in enumerate(zip(placers, COLOURS, strict=False)):
            places = np.arange(len(models)) + 0.2 * number - 0.3
            axis.bar(places, values[:, number], 0.19, color=colour, label=placer)
        axis.axhline(1.0, color="#999999", linewidth=0.8)
        axis.set_xticks(np.arange(len(models)), models, fontsize=8)
        axis.set(title=what, ylabel=f"times that of {placers[0]}")
        axis.spines[["top", "right"]].set_visible(False)
    figure.legend(*axis.get_legend_handles_labels(), loc="outside lower center", ncols=4, frameon=False)
    means = np.exp(np.log(np.maximum(ratios, 1e-30)).mean(axis=0))
    products = {"energy": means[:, 2], "time": means[:, 3], "energy x time": means[:, 2] * means[:, 3]}
    told = [
        f"{what}: {', '.join(f'{placer} {mean:.3f}' for placer, mean in zip(placers, column, strict=True))}"
        for what, column in products.items()
    ]
    title = f"Mean of {len(models)} networks, in units of {placers[0]}; " + ";\n".join(told)
    how = f"{chip.title}, flips, {samples} samples each; energy and time modelled, packets and cores counted"
    figure.suptitle(f"{title}\n{how}", fontsize=9)
    print(f"wrote {save_figure(figure, path)}")
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
