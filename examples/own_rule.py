"""Train the digits by the built-in rule and by the registered rule 'graded', and see which learns what, how fast.

Run: python examples/own_rule.py [own_rule.png]
"""

import sys

from matplotlib.figure import Figure

from neuro import load_data, load_model, train
from neuro.grids import apply_settings


def main(path="own_rule.png", rules=("local", "graded"), seeds=(17, 18, 19), epochs=12, factors=(1.0, 3.0)):
    data, model = load_data("digits"), load_model("digits")
    figure = Figure(figsize=(7, 4), layout="constrained")
    axis, best = figure.subplots(), {}
    for rule, factor, colour in zip(rules, factors, ("#1b6ca8", "#d9822b"), strict=True):
        curves = []
        for seed in seeds:
            rates = {
                f"plasticity.{name}_rate": factor * getattr(model.plasticity, f"{name}_rate")
                for name in ("recurrent", "input", "readout")
            }
            settings = {"plasticity.rule": rule, "plasticity.epochs": epochs, "seed": seed, **rates}
            curves.append([epoch.validation_accuracy for epoch, _ in train(apply_settings(model, settings), data)])
        for curve in curves:
            axis.plot(range(1, len(curve) + 1), curve, color=colour, lw=0.8, alpha=0.7)
        mean = [sum(values) / len(values) for values in zip(*curves, strict=True)]
        axis.plot(range(1, len(mean) + 1), mean, color=colour, lw=2.2, label=f"{rule}, rates times {factor:g}")
        best[rule] = mean[-1]
    axis.set(xlabel="epoch", ylabel="validation accuracy")
    words = ", ".join(f"{rule} {value:.3f}" for rule, value in best.items())
    axis.set_title(f"Digits after the last epoch, mean of {len(seeds)} seeds: {words}")
    axis.legend(loc="lower right")
    figure.savefig(path)
    print(f"wrote {path}")


if __name__ == "__main__":
    main(*sys.argv[1:])
