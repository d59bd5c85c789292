"""The learning claims of arXiv 2509.05041, each put to the test by a network that lacks what it names."""

from .perceptron import learned_parameters as learned_parameters
from .perceptron import perceptron_parameters as perceptron_parameters
from .perceptron import perceptron_width as perceptron_width
from .results import BASIS as BASIS
from .results import RESULTS as RESULTS
from .results import Row as Row
from .results import read_rows as read_rows
from .results import write_results as write_results
from .settling import Settling as Settling
from .settling import settling as settling
from .study import Study as Study
from .trials import PERCEPTRON as PERCEPTRON
from .trials import Trial as Trial
from .trials import base_description as base_description
from .trials import network_trials as network_trials
from .trials import reduced_data as reduced_data
from .work import finish as finish
