# Every target works on a fresh machine with Python >= 3.11: the virtual environment is made on first use.
PYTHON ?= python3
HOST   ?= 127.0.0.1
PORT   ?= 8000
BIN    := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help serve test check bench golden screenshots clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

serve: .venv/run ## serve the feeds at http://127.0.0.1:8000 (HOST, PORT override)
	@$(BIN)/feedsvc serve --host $(HOST) --port $(PORT)

test: .venv/dev ## run every test
	$(BIN)/python -m pytest

check: .venv/dev ## format, lint, types, architecture, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

bench: .venv/bench ## print the benchmark tables, peers beside us (ONLY='timex reading' for some)
	$(BIN)/python -m benchmarks $(ONLY)

golden: .venv/dev ## write the golden readings anew; read the diff before you commit it
	$(BIN)/python -m pytest tests/golden --golden-update -p no:randomly -n 0

screenshots: .venv/dev ## picture the pages: light, dark, phone
	$(BIN)/python -m tools.screenshots

clean: ## remove what the targets made
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/run: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "feedsvc needs Python 3.11 or newer: make PYTHON=python3.x")'
	@echo "Setting up .venv: once, about a minute."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/bench: .venv/dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip # older ones trip over a peer's extras
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,bench]'
	touch $@

.venv/dev: .venv/run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@
