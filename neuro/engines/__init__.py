"""Engines: the contract, what goes in (Stimulus), what comes out (Run, Activity), and who is there."""

from .activity import Activity as Activity
from .activity import count_activity as count_activity
from .contract import FEATURES as FEATURES
from .contract import LEARNING_FEATURES as LEARNING_FEATURES
from .contract import RECORDS as RECORDS
from .contract import RUN_FEATURES as RUN_FEATURES
from .contract import AbstractEngine as AbstractEngine
from .contract import AbstractSession as AbstractSession
from .contract import features_of as features_of
from .contract import learning_feature as learning_feature
from .learner import AbstractLearner as AbstractLearner
from .learner import LearnResult as LearnResult
from .learning_activity import LearningActivity as LearningActivity
from .outcome import Outcome as Outcome
from .registry import ALL as ALL
from .registry import FASTEST as FASTEST
from .registry import choose_engines as choose_engines
from .registry import engine_names as engine_names
from .registry import load_engine as load_engine
from .registry import working_engine as working_engine
from .run import Difference as Difference
from .run import Run as Run
from .run import first_difference as first_difference
from .stimulus import CODES as CODES
from .stimulus import Stimulus as Stimulus
from .stimulus import check_run as check_run
