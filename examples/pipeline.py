"""MNIST in a pipeline of scikit-learn: accuracy, and whether the classifier is as sure of an answer as it is right.

Run: python examples/pipeline.py [pipeline.png]   (two minutes; the files of MNIST in $NEURO_DATA)
"""

import sys
import time
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler

from neuro.data import load_data
from neuro.estimator import DynamicalClassifier

# Those of the model mnist.
SETTINGS = {
    **{"recurrent_density": 0.01, "recurrent_strength": 0.3, "input_strength": 3.918, "feedback_strength": 2.977},
    **{"input_shape": (28, 28), "patch": 10, "input_density": 0.8, "bias_deviation": 0.0},
    **{"margin": 2.832, "readout_margin": 3.424, "input_rate": 0.1064, "batch_size": 16, "rate_factor": 0.85},
    **{"recurrent_decay": 6e-6, "input_decay": 0.0032, "readout_decay": 0.02, "consolidation_rate_factor": 0.75},
}


def main(path="pipeline.png", hidden_units=2000, epochs=9, data="mnist"):
    train, test = load_data(data).train, load_data(data).test
    figure, axis = plt.subplots(figsize=(5.5, 5), layout="constrained")
    axis.plot([0, 1], [0, 1], color="gray", label="as sure as right")
    for early in (False, True):
        classifier = DynamicalClassifier(
            **SETTINGS,
            hidden_units=hidden_units,
            epochs=epochs,
            consolidation_epochs=epochs,
            early_stopping=early,
            random_state=17,
        )
        pipeline = make_pipeline(MinMaxScaler(), classifier)
        began = time.perf_counter()
        pipeline.fit(train.inputs, train.labels)
        seconds = time.perf_counter() - began
        sure, right = pipeline.predict_proba(test.inputs).max(axis=1), pipeline.predict(test.inputs) == test.labels
        way = "fitted to samples held out" if early else "fitted to samples learned"
        print(f"{way}: test accuracy {right.mean():.4f} in {seconds:.0f} s, {sure.mean():.4f} sure in the mean")
        edges = np.quantile(sure, np.linspace(0, 0.25, 11))
        bins = [(sure >= low) & (sure <= high) for low, high in pairwise(edges)]
        points = np.array([(sure[one].mean(), right[one].mean()) for one in bins if one.any()])
        axis.plot(*points.T, "o-", label=f"{way}, the quarter least sure")
    axis.set(xlabel="mean probability of the answer", ylabel="share of right answers (counted)")
    axis.set_title(f"MNIST, {len(test):,} test samples: probabilities and what they are worth")
    axis.legend()
    figure.savefig(path, dpi=150)
    print(f"wrote {path}")


if __name__ == "__main__":
    main(*sys.argv[1:])
