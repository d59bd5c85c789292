# `make demo` and `make test` need nothing but Python 3.10 (or uv): they set everything up in .venv first.

.DEFAULT_GOAL := help
.PHONY: help demo test test-all fuzz bench bench-check lint clean

READY := .venv/complete
PYTHON := .venv/bin/python
NEURO := .venv/bin/neuro
# Two processes; one that has done its share of the tests takes over half of what the other has left.
PYTEST := $(PYTHON) -m pytest -n 2 --dist worksteal

# Asked only when the recipe runs. One sentence, or nothing when setup can go on.
OBSTACLE = $(shell .ci/setup --obstacle)

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' Makefile | while IFS='|' read -r name what; do printf '%-14s %s\n' "$$name" "$$what"; done

$(READY): pyproject.toml .ci/constraints.txt .ci/build-constraints.txt
	$(if $(OBSTACLE),$(error $(OBSTACLE)))
	@.ci/setup

demo: $(READY) ## train on handwritten digits, then compare the engines; results in out/
	$(NEURO) train digits --data digits --out out/digits --overwrite
	$(NEURO) compare out/digits --engines numpy,brian2,lava-float,lava-fixed --code both --samples 100 --learning-samples 20 --json out/compare.json --figure out/compare.png --report out/compare.html

test: $(READY) ## the tests, without the slow ones
	$(PYTEST) -m "not slow and not bench"

test-all: $(READY) ## all tests
	$(PYTEST) -m "not bench"

fuzz: $(READY) ## files changed at random, for MINUTES=60
	NEURO_FUZZ_MINUTES=$(or $(MINUTES),60) $(PYTHON) -m pytest -v -m slow tests/attack/test_fuzz.py

bench: $(READY) ## timings, ten minutes; out/bench.json and out/bench.png
	OMP_NUM_THREADS=1 $(PYTHON) -m pytest -m bench tests/bench -s

bench-check: bench ## the same, and failure when a ratio fell by a third
	$(PYTHON) -m tests.bench.check

lint: $(READY) ## style and types
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy

clean: ## remove the environment and all caches; results in out/ stay
	rm -rf .venv build dist *.egg-info .pytest_cache .hypothesis .ruff_cache .mypy_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
