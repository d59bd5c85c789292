"""Rules of plasticity as expressions in local quantities, by name; the built-in one and those of other packages."""

from .expressions import Expression as Expression
from .registry import LOCAL as LOCAL
from .registry import load_rule as load_rule
from .registry import rule_names as rule_names
from .rule import PlasticityRule as PlasticityRule
