"""Reports: engines held against each other, as data, tables, sentences, figures and a page."""

from .claims import claims_figure as claims_figure
from .claims import claims_table as claims_table
from .comparison import Comparison as Comparison
from .comparison import compare as compare
from .data import as_json as as_json
from .data import learning_as_json as learning_as_json
from .data import run_as_json as run_as_json
from .data import to_neurobench as to_neurobench
from .data import workload_as_json as workload_as_json
from .entry import Entry as Entry
from .entry import entry_alone as entry_alone
from .figure import comparison_figure as comparison_figure
from .figure import run_figure as run_figure
from .figure import save_figure as save_figure
from .learning_comparison import LearningComparison as LearningComparison
from .learning_comparison import LearningEntry as LearningEntry
from .learning_comparison import compare_learning as compare_learning
from .learning_curve import learning_curve as learning_curve
from .manifold import average as average
from .manifold import manifold_figure as manifold_figure
from .manifold import manifold_table as manifold_table
from .page import report_page as report_page
from .sentences import cost_lines as cost_lines
from .sentences import source_lines as source_lines
from .sentences import verdict_line as verdict_line
from .tuning import tuning_figure as tuning_figure
