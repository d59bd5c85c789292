"""The documentation, and the Python that makes of the code those pages that would only repeat it."""
