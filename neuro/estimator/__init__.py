"""The trained network as a scikit-learn estimator."""

from .classifier import DynamicalClassifier as DynamicalClassifier
from .parameters import EstimatorError as EstimatorError
