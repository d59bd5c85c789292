"""Learning: the training loop and what it leaves on disk."""

from .trained import load_trained as load_trained
from .trained import save_trained as save_trained
from .training import Epoch as Epoch
from .training import check_trainable as check_trainable
from .training import evaluate as evaluate
from .training import train as train
