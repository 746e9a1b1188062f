# make serve: set-up and the main job.  make test: set-up and every test.  Both install what requirements.lock pins.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# Not compiled: Python compiles what it imports, which is a small part of what is installed.
PIP_FLAGS := --quiet --disable-pip-version-check --no-compile

.PHONY: serve test lint lock bench clean

serve: $(READY)
	@$(if $(PORT),FEEDSERVER_PORT=$(PORT)) exec $(BIN)/feedserver serve

test: $(READY) lint
	$(BIN)/pytest -n auto $(PYTEST_ARGS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(READY)
	$(BIN)/python benchmarks/warm_feed.py

# The lock file: exact versions with hashes of everything, for every Python from 3.11 on.
lock: $(READY)
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--all-extras --custom-compile-command "make lock" --output-file requirements.lock $(LOCK_ARGS) pyproject.toml

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("feedserver needs Python 3.11 or newer; PYTHON=python3.12 make …") if sys.version_info < (3, 11) else 0'
	@echo "Setting up $(VENV): this takes a minute or two, once."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install $(PIP_FLAGS) --require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install $(PIP_FLAGS) --no-build-isolation --no-deps --editable .
	@touch $(READY)

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
