# The words a contributor needs. `make test` in a fresh clone sets everything up by itself.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PEERS := .venv-peers
PEERS_BIN := $(PEERS)/bin
LOWEST := .venv-lowest
LOWEST_BIN := $(LOWEST)/bin
RAY := .venv-ray
RAY_BIN := $(RAY)/bin
WHEEL := .venv-wheel
WHEEL_BIN := $(WHEEL)/bin
FUZZ_MINUTES ?= 10
JOBS ?= 2

.PHONY: help setup check test test-lowest test-ray test-wheel fuzz hostile fetch bench records speed compare provenance ablation batch warc start soak keeping rules figures train wordings reference demo clean

help:
	@echo "make setup   the environment in $(VENV), from pyproject.toml"
	@echo "make check   format, lint, types"
	@echo "make test    all tests"
	@echo "make test-lowest the tests with the lowest version that is allowed of each run-time dependency"
	@echo "make test-ray the tests of the cluster engine, with Ray in an environment of its own"
	@echo "make test-wheel the golden pages against the wheel, installed as users do"
	@echo "make fuzz    pages changed at random, parsed and extracted for FUZZ_MINUTES (10)"
	@echo "make demo    a few pages served on this machine, scraped with the command"
	@echo "make bench   quality on the development pages (SCRAPER_DATA names their folder)"
	@echo "make records how many records are right in every field (same folder)"
	@echo "make speed   what one page costs, beside a bare parse and other extractors (same folder)"
	@echo "make compare quality against time, ours and other extractors (same folder)"
	@echo "make provenance what extractors do with the lines that say where a reprint comes from"
	@echo "make batch   what importing many addresses costs, beside other extractors, over a local server"
	@echo "make warc    what reading WARC files costs, step by step, beside trafilatura in a pool"
	@echo "make start   what it costs to start, beside other extractors"
	@echo "make soak    20,000 addresses under kills, a full disk and second starts, at most 20 minutes"
	@echo "make keeping 1,000 pages kept as WARC under 15 kills, and read again; some minutes"
	@echo "make hostile what ours and other clients do with hostile servers; a quarter of an hour"
	@echo "make fetch   what our fetch and the worker cost, beside a bare HTTP client"
	@echo "make ablation what each part of the body finder is worth (same folder)"
	@echo "make rules   which golden page fails without which rule; writes docs/rules.md"
	@echo "make figures measures everything anew and writes it into docs/benchmarks.md (same folder)"
	@echo "make train   learns the models of bodies and of kinds anew, and writes them (same folder)"
	@echo "make wordings the quick form of scraper/wordings/, after a change to one of its files"
	@echo "make reference docs/cli.md, after a change to an option"
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

$(LOWEST)/ready: pyproject.toml .ci/lowest.py
	test -x $(LOWEST_BIN)/python || $(PYTHON) -m venv $(LOWEST)
	$(LOWEST_BIN)/python .ci/lowest.py > $(LOWEST)/lowest.txt
	$(LOWEST_BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]' -c $(LOWEST)/lowest.txt
	touch $@

test-lowest: $(LOWEST)/ready
	$(LOWEST_BIN)/python -m pytest -q -n $(JOBS) --dist worksteal $(PYTEST_ARGS)

# Ray takes 260 MB, so it has an environment of its own. There nothing is skipped: a test that finds no Ray fails.
$(RAY)/ready: pyproject.toml
	test -x $(RAY_BIN)/python || $(PYTHON) -m venv $(RAY)
	$(RAY_BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[ray,warc]' \
		hypothesis pytest pytest-rerunfailures pytest-timeout
	touch $@

test-ray: $(RAY)/ready
	RAY_REQUIRED=1 $(RAY_BIN)/python -m pytest -q tests/test_cluster.py

# In a folder of its own, where Python finds the package that is installed and not the sources.
test-wheel: setup
	rm -rf $(WHEEL)
	$(BIN)/python -m venv $(WHEEL)
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir $(WHEEL)/dist .
	$(BIN)/python -m pip freeze --disable-pip-version-check --exclude-editable > $(WHEEL)/pins.txt
	$(WHEEL_BIN)/python -m pip install --quiet --disable-pip-version-check -c $(WHEEL)/pins.txt $(WHEEL)/dist/*.whl \
		hypothesis pytest pytest-rerunfailures pytest-timeout
	mkdir $(WHEEL)/project
	cp -r tests pyproject.toml $(WHEEL)/project
	cd $(WHEEL)/project && ../bin/python -c 'import scraper; assert "site-packages" in scraper.__file__' \
		&& ../bin/python -m pytest -q tests/test_pages.py

fuzz: setup
	$(BIN)/python -m tests.hostile.fuzz --minutes $(FUZZ_MINUTES)

# Other extractors live in an environment of their own, with the project beside them, so that one process can time all.
# Where all cannot be installed at once, each is tried alone; the benchmarks leave out those that are not there.
$(PEERS)/ready: pyproject.toml benchmarks/peers.txt
	test -x $(PEERS_BIN)/python || $(PYTHON) -m venv $(PEERS)
	$(PEERS_BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	$(PEERS_BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r benchmarks/peers.txt \
	|| sed '/^#/d' benchmarks/peers.txt | while read -r pin; do \
		$(PEERS_BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps "$$pin" \
		|| echo "not installed: $$pin"; \
	done
	touch $@

bench: $(PEERS)/ready
	$(PEERS_BIN)/python benchmarks/bench.py $(BENCH_ARGS)

records: setup
	$(BIN)/python benchmarks/records.py

speed: $(PEERS)/ready
	$(PEERS_BIN)/python benchmarks/speed.py $(SPEED_ARGS)

compare: $(PEERS)/ready
	$(PEERS_BIN)/python benchmarks/compare.py $(COMPARE_ARGS)

provenance: $(PEERS)/ready
	$(PEERS_BIN)/python benchmarks/provenance.py

$(PEERS)/ready-for-hostile: $(PEERS)/ready-for-batch
	$(PEERS_BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps trustme==1.2.1
	touch $@

hostile: $(PEERS)/ready-for-hostile
	$(PEERS_BIN)/python benchmarks/hostile.py $(HOSTILE_ARGS)

fetch: $(PEERS)/ready
	$(PEERS_BIN)/python benchmarks/fetch.py $(FETCH_ARGS)

$(PEERS)/ready-for-batch: $(PEERS)/ready benchmarks/batch_peers.txt
	$(PEERS_BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r benchmarks/batch_peers.txt \
	|| echo "not installed: Scrapy"
	touch $@

batch: $(PEERS)/ready-for-batch
	$(PEERS_BIN)/python benchmarks/batch.py $(BATCH_ARGS)

warc: $(PEERS)/ready
	$(PEERS_BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[warc,parquet]'
	$(PEERS_BIN)/python benchmarks/warc.py $(WARC_ARGS)

start: $(PEERS)/ready
	$(PEERS_BIN)/python benchmarks/start.py $(START_ARGS)

soak: setup
	$(BIN)/python benchmarks/soak.py $(SOAK_ARGS)

keeping: setup
	$(BIN)/python benchmarks/keeping.py $(KEEPING_ARGS)

ablation: setup
	$(BIN)/python benchmarks/ablation.py $(ABLATION_ARGS)

rules: setup
	$(BIN)/python -m tests.rules $(RULES_ARGS)

figures: $(PEERS)/ready
	$(PEERS_BIN)/python benchmarks/figures.py $(FIGURES)

train: $(VENV)/ready-to-train
	$(BIN)/python benchmarks/train.py $(TRAIN_ARGS)
	$(BIN)/python benchmarks/train_kind.py

$(VENV)/ready-to-train: $(VENV)/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,bench]'
	touch $@

reference: setup
	$(BIN)/python -m tests.cli_reference

wordings: setup
	$(BIN)/python -m scraper.wordings.compiling

demo: setup
	$(BIN)/python examples/demo.py

clean:
	rm -rf $(VENV) $(PEERS) $(LOWEST) $(RAY) $(WHEEL) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis demo-output
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
