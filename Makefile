# Two commands matter: `make demo` and `make test`. Both build .venv/ themselves; `make help` lists the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help

SUITABLE := import sys; sys.exit(sys.version_info < (3, 11))
# The first interpreter that really runs and is new enough: a name on PATH may be a shim of a version that is not there.
PYTHON ?= $(shell for name in python3 python3.11 python3.12 python3.13 python3.14; do \
	"$$name" -c '$(SUITABLE)' >/dev/null 2>&1 && { echo "$$name"; break; }; done)

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# Asked for exactly: exported graphs and the parity test are checked against this version.
TORCH := torch==2.13.0

PLUGINS := $(wildcard plugins/*/pyproject.toml)

BENCHMARKS ?= $(wildcard ../shared/benchmarks/*.jsonl)
SOLVERS ?= network,neural,assistant,assistant_nonet,sympy
LIMIT ?= 40
SEED ?= 0
JOBS ?= 1
RESULTS ?= runs/bench.jsonl

.PHONY: help demo test check format-check lint types layers fast-tests format install install-dev bench docs pictures clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

demo: install ## solve real integrals with the shipped network, each verified
	$(BIN)/python -m symassist.demo

test: check ## format, lint, types, layers and fast tests: what CI runs

# One after the other also under `make -j`, so that the log reads in order and pytest's summary is its last line.
check: install-dev ## the same as test, part by part below
	@$(MAKE) --no-print-directory format-check
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory types
	@$(MAKE) --no-print-directory layers
	@$(MAKE) --no-print-directory fast-tests

format-check: install-dev ## ruff format, changing nothing
	$(BIN)/ruff format --check .

lint: install-dev ## ruff check
	$(BIN)/ruff check .

types: install-dev ## mypy --strict
	$(BIN)/mypy

layers: install-dev ## import-linter: imports point downward
	$(BIN)/lint-imports --no-cache

# Two workers, one thread each: the numerical libraries would otherwise start a thread per core in every worker.
fast-tests: install-dev ## pytest without the tests marked slow
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 -rs

format: install-dev ## let ruff format and fix
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: install ## run the solvers on LIMIT problems of each set and print the table
	$(BIN)/symassist bench $(BENCHMARKS) --solver $(SOLVERS) --limit $(LIMIT) --seed $(SEED) --jobs $(JOBS) \
		--out $(RESULTS)
	$(BIN)/symassist bench-report $(RESULTS)

pictures: install-dev ## draw docs/images/ anew from real solves (tmux, fricas, Chromium, libjs-mathjax)
	$(PIP) install --quiet nbconvert
	$(BIN)/python -m symassist.tui.screenshot "1/sqrt(x^2 - 1)" --tab graph --size 120x38 --out docs/images/tui.svg \
		--earlier "∫_0^π x sin x dx" --earlier "exp(a x) sin(b x)" --earlier "x^2 (tan(x)^2 + 1) + 2x tan(x) + 1"
	SYMASSIST_PICTURE=docs/images/serve.png $(BIN)/python -m pytest -q tests/app/test_serve_browser.py
	$(BIN)/python docs/make_images.py cli repl sympy notebook

install: $(VENV)/.installed ## .venv/ with what the demo needs

install-dev: $(VENV)/.installed-dev ## .venv/ with what development and training need

$(BIN)/python:
	@if [ -z "$(PYTHON)" ] || ! "$(PYTHON)" -c '$(SUITABLE)'; then \
		echo "symassist needs Python 3.11 or newer; name one: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; \
		exit 1; \
	fi
	@# Where ensurepip is packaged apart (Debian), the interpreter's own pip installs pip into the environment.
	$(PYTHON) -m venv $(VENV) || { $(PYTHON) -m venv --clear --without-pip $(VENV) \
		&& $(PYTHON) -m pip --python $(BIN)/python install pip; }

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --editable '.[cpu]'
	@touch $@

$(VENV)/.installed-dev: pyproject.toml $(PLUGINS) | $(BIN)/python
	$(PIP) install --quiet --editable '.[cpu,dev,training]' '$(TORCH)' $(PLUGINS:%/pyproject.toml=--editable ./%)
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-docs: pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --editable '.[docs]'
	@touch $@

docs: install-dev $(VENV)/.installed-docs ## build site/ from docs/ and the code; a broken link is an error
	$(BIN)/mkdocs build --strict --quiet

clean: ## remove caches and built files, keeping .venv/
	rm -rf build dist site plugins/*/build plugins/*/*.egg-info *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find symassist training tests -name __pycache__ -type d -prune -exec rm -rf {} +
