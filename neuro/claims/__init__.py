"""The learning claims of arXiv 2509.05041, each put to the test by a network that lacks what it names."""

from .parameters import learned_parameters as learned_parameters
from .parameters import perceptron_parameters as perceptron_parameters
from .parameters import perceptron_width as perceptron_width
from .perceptron import Perceptron as Perceptron
from .perceptron import train_perceptron as train_perceptron
from .results import BASIS as BASIS
from .results import RESULTS as RESULTS
from .results import Row as Row
from .results import write_results as write_results
from .study import Study as Study
from .study import base_description as base_description
from .study import work_through as work_through
from .trials import PERCEPTRON as PERCEPTRON
from .trials import Trial as Trial
from .trials import network_trials as network_trials
