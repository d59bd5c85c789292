"""MNIST in a pipeline of scikit-learn: accuracy, and whether the classifier is as sure of an answer as it is right.

Run: python examples/pipeline.py [pipeline.png]   (three minutes; the files of MNIST in $NEURO_DATA)
"""

import sys
import time
from dataclasses import asdict
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler

from neuro import load_model
from neuro.data import load_data
from neuro.estimator import DynamicalClassifier

# Those of the model mnist.
RULE = asdict(load_model("mnist").plasticity)
for name in ("rule", "self_coupling_in_margin", "epochs"):
    del RULE[name]
COUPLINGS = {"recurrent_density": 0.01, "recurrent_strength": 0.3, "input_strength": 3.918, "feedback_strength": 2.977}
FIELDS = {"input_shape": (28, 28), "patch": 10, "input_density": 0.8, "bias_deviation": 0.0}


def main(path="pipeline.png", hidden_units=2000, epochs=9, data="mnist"):
    train, test = load_data(data).train, load_data(data).test
    figure, axis = plt.subplots(figsize=(5.5, 5), layout="constrained")
    found = []
    for early in (False, True):
        training = {"epochs": epochs, "consolidation_epochs": epochs, "consolidation_rate_factor": 0.75}
        settings = {**RULE, **COUPLINGS, **FIELDS, **training}
        classifier = DynamicalClassifier(hidden_units=hidden_units, early_stopping=early, random_state=17, **settings)
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
        axis.plot(*points.T, "o-", label=f"{way}: the quarter least sure")
        found.append(f"{way}: {sure.mean():.1%} sure, {right.mean():.1%} right")
    axis.set(xlabel="mean probability of the answer", ylabel="share of right answers (counted)")
    low = min(axis.get_xlim()[0], axis.get_ylim()[0])
    axis.plot([low, 1], [low, 1], color="gray", zorder=0, label="as sure as right")
    axis.set_title("\n".join([f"MNIST, {len(test):,} test samples; probabilities", *found]), fontsize=10)
    axis.legend()
    figure.savefig(path, dpi=150)
    print(f"wrote {path}")


if __name__ == "__main__":
    main(*sys.argv[1:])
