"""Train a classifier of handwritten digits, run it on every engine that works here, and picture what it costs.

Run: python examples/engines.py [engines.png]
"""

import sys
from tempfile import TemporaryDirectory

from neuro import load_model
from neuro.data import load_data
from neuro.grids import apply_settings
from neuro.learning import Checkpoint, save_checkpoint, train
from neuro.report import compare, comparison_figure, save_figure, verdict_line
from neuro.workload import make_workload


def main(path="engines.png", epochs=12, samples=50, engines=None):
    model = apply_settings(load_model("digits"), {"plasticity.epochs": epochs})
    *_, (epoch, network) = train(model, load_data("digits"))
    print(f"validation accuracy {epoch.validation_accuracy:.3f}")
    with TemporaryDirectory() as folder:
        save_checkpoint(folder, Checkpoint(network, "digits", "numpy", (epoch,)))
        workload = make_workload(folder, samples=samples)
    comparison = compare(workload, engines)
    print(verdict_line(comparison))
    print(f"wrote {save_figure(comparison_figure(comparison), path)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
