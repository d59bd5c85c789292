"""One self-contained HTML page of a comparison."""

from .page import report_page as report_page
