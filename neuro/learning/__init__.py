"""Learning: the training loop and what it leaves on disk."""

from .settling import Settling as Settling
from .settling import settling as settling
from .stages import total_epochs as total_epochs
from .stages import with_epochs as with_epochs
from .stream import EpochStream as EpochStream
from .stream import sample_order as sample_order
from .stream import shifted as shifted
from .tested import tested as tested
from .trained import CURVE as CURVE
from .trained import NETWORK as NETWORK
from .trained import Checkpoint as Checkpoint
from .trained import Training as Training
from .trained import load_checkpoint as load_checkpoint
from .trained import load_trained as load_trained
from .trained import notes_of as notes_of
from .trained import read_checkpoint as read_checkpoint
from .trained import resume_from as resume_from
from .trained import save_checkpoint as save_checkpoint
from .trained import save_record as save_record
from .training import SAMPLES_AT_ONCE as SAMPLES_AT_ONCE
from .training import Epoch as Epoch
from .training import check_trainable as check_trainable
from .training import evaluate as evaluate
from .training import starting_network as starting_network
from .training import train as train
