# The words a contributor needs. `make test` in a fresh clone sets everything up by itself.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 2

.PHONY: help setup check test bench speed train demo clean

help:
	@echo "make setup   the environment in $(VENV), from pyproject.toml"
	@echo "make check   format, lint, types"
	@echo "make test    all tests"
	@echo "make demo    a few pages served on this machine, scraped with the command"
	@echo "make bench   quality on the development pages (SCRAPER_DATA names their folder)"
	@echo "make speed   what one page costs, beside a bare parse (same folder)"
	@echo "make train   learns the body model anew, and writes it (same folder)"
	@echo "make clean   removes everything that can be made again"

setup: $(VENV)/ready

# Only done again when the project file changes: an editable install follows the code by itself.
$(VENV)/ready: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy scraper

test: setup
	$(BIN)/python -m pytest -q -n $(JOBS) --dist worksteal $(PYTEST_ARGS)

bench: setup
	$(BIN)/python benchmarks/bench.py $(BENCH_ARGS)

speed: setup
	$(BIN)/python benchmarks/speed.py $(SPEED_ARGS)

train: $(VENV)/ready-to-train
	$(BIN)/python benchmarks/train.py $(TRAIN_ARGS)

$(VENV)/ready-to-train: $(VENV)/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,bench]'
	touch $@

demo: setup
	$(BIN)/python examples/demo.py

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis demo-output
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
