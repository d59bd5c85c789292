"""What the units and readouts of a learning network do in a step; each gets one action a step."""

from enum import IntEnum


class UnitAction(IntEnum):
    """Actions of LearningUnits. Those that offer send the state itself, for connections to learn from."""

    STEP = 0
    HOLD = 1
    HOLD_AND_OFFER = 2
    JUDGE = 3
    JUDGE_AND_OFFER = 4
    START = 5


class ReadoutAction(IntEnum):
    """Actions of LearningReadout: to add up, to hold the field against a teacher of either sign, to forget."""

    ADD = 0
    TEACH_UP = 1
    TEACH_DOWN = -1
    FORGET = 2
