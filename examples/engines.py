"""Train a classifier of handwritten digits, run it on every engine that works here, and picture what it costs.

Run: python examples/engines.py [engines.png]
"""

import sys
from tempfile import TemporaryDirectory

from neuro import engine_names, load_engine, load_model
from neuro.data import load_data
from neuro.learning import Checkpoint, save_checkpoint, train
from neuro.report import compare, comparison_figure, save_figure, verdict_line
from neuro.workload import make_workload

*_, (epoch, network) = train(load_model("digits"), load_data("digits"))
print(f"validation accuracy {epoch.validation_accuracy:.3f}")
with TemporaryDirectory() as folder:
    save_checkpoint(folder, Checkpoint(network, "digits", "numpy", (epoch,)))
    workload = make_workload(folder, samples=50)

engines = [name for name in engine_names() if load_engine(name).obstacle() is None]
comparison = compare(workload, engines)
print(verdict_line(comparison))
path = save_figure(comparison_figure(comparison), sys.argv[1] if len(sys.argv) > 1 else "engines.png")
print(f"wrote {path}")
