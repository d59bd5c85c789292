# `make demo` and `make test` need nothing but Python 3.10 (or uv): they set everything up in .venv first. With
# PYTHON=3.13, say, they do so with another version, in .venv-3.13, and without Lava.

.DEFAULT_GOAL := help
.PHONY: help demo docs test test-engines test-all fuzz bench bench-check lint clean

HOME_VERSION := 3.10
# What the environment calls PYTHON may be no version.
VERSION := $(if $(filter command,$(word 1,$(origin PYTHON))),$(PYTHON),$(or $(filter 3.%,$(PYTHON)),$(HOME_VERSION)))
FOLDER := .venv$(if $(filter-out $(HOME_VERSION),$(VERSION)),-$(VERSION))
READY := $(FOLDER)/complete
INTERPRETER := $(FOLDER)/bin/python
NEURO := $(FOLDER)/bin/neuro
# Two processes; one that has done its share of the tests takes over half of what the other has left.
PYTEST := $(INTERPRETER) -m pytest -n 2 --dist worksteal

# Asked only when the recipe runs. One sentence, or nothing when setup can go on.
OBSTACLE = $(shell .ci/setup --obstacle $(VERSION))

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' Makefile | while IFS='|' read -r name what; do printf '%-14s %s\n' "$$name" "$$what"; done

$(READY): pyproject.toml $(wildcard .ci/constraints-$(VERSION).txt) .ci/build-constraints.txt
	$(if $(OBSTACLE),$(error $(OBSTACLE)))
	@.ci/setup $(VERSION)

$(FOLDER)/docs: $(READY) .ci/constraints-docs.txt
	@.ci/setup --docs $(VERSION)

demo: $(READY) ## train on handwritten digits, then compare the engines; results in out/
	$(NEURO) train digits --data digits --out out/digits --overwrite
	$(NEURO) compare out/digits --code both --samples 100 --learning-samples 20 --json out/compare.json --figure out/compare.png --report out/compare.html

docs: $(FOLDER)/docs ## the documentation, to be read without a network; out/docs/index.html
	NO_MKDOCS_2_WARNING=1 $(INTERPRETER) -m mkdocs build --quiet --strict

test: $(READY) ## the tests, without the slow ones
	$(PYTEST) -m "not slow and not bench"

test-engines: $(READY) ## what another version of Python or of a library is likeliest to change
	$(PYTEST) -m "not slow and not bench" tests/conformance/test_engines.py tests/estimator tests/test_readme.py

test-all: $(READY) ## all tests
	$(PYTEST) -m "not bench"

fuzz: $(READY) ## files changed at random, for MINUTES=60
	NEURO_FUZZ_MINUTES=$(or $(MINUTES),60) $(INTERPRETER) -m pytest -v -m slow tests/attack/test_fuzz.py

bench: $(READY) ## timings, ten minutes; out/bench.json and out/bench.png
	OMP_NUM_THREADS=1 $(INTERPRETER) -m pytest -m bench tests/bench -s

bench-check: bench ## the same, and failure when a ratio fell by a third
	$(INTERPRETER) -m tests.bench.check

lint: $(READY) ## style and types
	$(INTERPRETER) -m ruff check .
	$(INTERPRETER) -m ruff format --check .
	$(INTERPRETER) -m mypy

clean: ## remove the environment and all caches; results in out/ stay
	rm -rf .venv .venv-* build dist *.egg-info .pytest_cache .hypothesis .ruff_cache .mypy_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
