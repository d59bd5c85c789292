"""Reports: engines held against each other, as data, table and figure."""

from .claims import claims_figure as claims_figure
from .claims import claims_table as claims_table
from .comparison import Comparison as Comparison
from .comparison import Entry as Entry
from .comparison import as_json as as_json
from .comparison import compare as compare
from .curve import learning_curve as learning_curve
from .figure import comparison_figure as comparison_figure
from .figure import figure_format as figure_format
from .figure import save_figure as save_figure
from .table import comparison_table as comparison_table
from .table import verdict_line as verdict_line
