# make serve: set-up and the main job.  make test: set-up and the tests.  Both install what requirements.lock pins.

PYTHON ?= python3
TORCH ?= 2.13.0
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# Not compiled: Python compiles what it imports, which is a small part of what is installed.
PIP_FLAGS := --quiet --quiet --disable-pip-version-check --no-compile

.PHONY: serve test test-slow lint lock bench build-tools readers screenshots clean

serve: $(READY)
	@$(if $(PORT),FEEDSERVER_PORT=$(PORT)) exec $(BIN)/feedserver serve

test: $(READY) lint
	$(BIN)/pytest -n auto --dist loadgroup -m "not slow" $(PYTEST_ARGS)

# What takes longer: kills by the dozen, packages built with PyTorch, feed readers.
test-slow: $(READY)
	$(BIN)/pytest -n auto --dist loadgroup -m slow $(PYTEST_ARGS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(READY)
	$(BIN)/python benchmarks/warm_feed.py
	$(BIN)/python benchmarks/translation.py
	$(BIN)/python benchmarks/pending.py
	$(BIN)/python benchmarks/glossary.py
	$(BIN)/python benchmarks/reading.py
	$(BIN)/python benchmarks/detection.py
	$(BIN)/python benchmarks/ingest.py

# What `feedserver models build` needs. PyTorch by itself and first: where pip finds a build without GPU libraries, that
# saves gigabytes.
build-tools: $(READY)
	$(BIN)/python -m pip install $(PIP_FLAGS) torch==$(TORCH)
	$(BIN)/python -m pip install $(PIP_FLAGS) --require-hashes --requirement requirements-build.lock

# Two feed readers of the tests that come from npm.
readers:
	npm ci --prefix tests/readers/node --silent --no-audit --no-fund --ignore-scripts

# The pictures of the README, out of the seeds.
screenshots: $(READY)
	$(BIN)/python -m tests.tools.make_screenshots

# The lock files: exact versions with hashes of everything, for every Python from 3.11 on. PyTorch is in none: its
# files differ by machine.
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock" $(LOCK_ARGS)
lock: $(READY)
	$(LOCK) --extra dev --output-file requirements.lock pyproject.toml
	echo 'torch ; python_version < "3"' | $(LOCK) --extra build --override - --constraint requirements.lock \
		--output-file requirements-build.lock pyproject.toml

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("feedserver needs Python 3.11 or newer; PYTHON=python3.12 make …") if sys.version_info < (3, 11) else 0'
	@echo "Setting up $(VENV): this takes a minute or two, once."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install $(PIP_FLAGS) --require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install $(PIP_FLAGS) --no-build-isolation --no-deps --editable .
	@touch $(READY)

clean:
	rm -rf $(VENV) tests/readers/node/node_modules build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
