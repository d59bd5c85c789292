"""Fails when a ratio of ``make bench`` fell by a third below the one kept in ratios.json; ``--keep`` keeps new ones.

Run: python -m tests.bench.check
"""

from __future__ import annotations

import json
import sys

from neuro.files import write_text
from tests.bench.record import FOUND, KEPT, lost


def main() -> int:
    """Compare, or keep."""
    if not FOUND.exists():
        print(f"{FOUND}: isn't there; it is written by 'make bench'.", file=sys.stderr)
        return 2
    found = json.loads(FOUND.read_text(encoding="utf-8"))["ratios"]
    if "--keep" in sys.argv[1:]:
        write_text(KEPT, json.dumps(found, indent=1, sort_keys=True) + "\n")
        return 0
    sentences = lost(found, json.loads(KEPT.read_text(encoding="utf-8")))
    print("\n".join(sentences) or f"no ratio of {len(found)} fell by a third.")
    return 1 if sentences else 0


if __name__ == "__main__":
    sys.exit(main())
