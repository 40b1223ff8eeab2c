# The A4P+ workbook. `make help` lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := uv==0.13.9
READY := $(VENV)/.ready
LAB := $(VENV)/.lab
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

# Keep compiled Python files, whatever the machine's settings: otherwise every kernel and every test
# process would compile pandas and matplotlib again.
export PYTHONDONTWRITEBYTECODE :=

# Outputs of notebooks stay out of git, on the analyst's machine.
STRIP := "$(BIN)/python -m nbstripout --keep-id"
STRIP_KEYS := metadata.language_info.version metadata.language_info.codemirror_mode \
  metadata.language_info.file_extension metadata.language_info.mimetype \
  metadata.language_info.nbconvert_exporter metadata.language_info.pygments_lexer \
  cell.metadata.execution cell.metadata.papermill metadata.papermill cell.metadata.editable \
  cell.metadata.slideshow cell.metadata.trusted

.PHONY: env found filter book report test test-all test-lab fast check lint types coverage mutants reference lab lock clean help

env: $(READY)  ## build .venv (every other target does this first)
	@echo "Ready. Next: make report, make test, make lab, make help."

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "You need Python 3.11 or newer; name one with PYTHON=..."; exit 1; }
	@echo "Building $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) $(UV) || echo "uv is not available."
	@$(BIN)/uv pip sync --quiet --compile-bytecode --require-hashes --python $(BIN)/python requirements.lock 2>$(VENV)/uv.log \
	  || { echo "uv cannot install here (see $(VENV)/uv.log); pip will, more slowly."; \
	       $(PIP) --require-hashes -r requirements.lock; }
	@$(PIP) --no-deps --no-build-isolation -e .
	@$(MAKE) --no-print-directory found filter
	@rm -f $(LAB)
	@touch $(READY)

# Python 3.11 reads this file in the encoding of the locale. pip writes an absolute path; if that is not
# ASCII, Python cannot start under LC_ALL=C. A path relative to the file is always ASCII.
found:  ## let .venv find the package, whatever its path (done with .venv)
	@cd $(VENV)/lib/python3*/site-packages && echo ../../../.. > a4p_helpers.pth

filter:  ## keep outputs of notebooks out of git (done with .venv)
	@if git rev-parse --git-dir >/dev/null 2>&1; then \
	  git config filter.nbstripout.clean $(STRIP); \
	  git config filter.nbstripout.smudge cat; \
	  git config filter.nbstripout.extrakeys "$(STRIP_KEYS)"; \
	fi

report: $(READY)  ## build both editions of the newest period under outputs/
	@$(BIN)/a4p run --log text

# Tests include the executed references (nbval, strict). Each is a scope, so one kernel runs its cells.
PYTEST := $(BIN)/python -m pytest --nbval --nbval-current-env --nbval-cell-timeout=120 \
  --nbval-sanitize-with tests/reference/sanitize.cfg -n auto --dist loadscope --no-loadscope-reorder -q -rs

test test-all: export JUPYTER_DEFAULT_PROVISIONER_NAME = a4p-warm
test: $(READY)  ## run the tests, in minutes: numbers, disclosure, refusals and pages
	$(PYTEST) -m "not slow"

test-all: export A4P_KILLS ?= 100
test-all: $(LAB)  ## run every test, in hours: also slow ones, JupyterLab, and a search for new counterexamples
	$(PYTEST) --hypothesis-profile searching

test-lab: $(LAB)  ## test JupyterLab in a browser
	$(BIN)/python -m pytest -q -rs tests/browser/test_lab.py

book: $(READY)  ## build the documentation as a book in outputs/book/
	@$(BIN)/sphinx-build -q -W --keep-going -j auto -c docs . outputs/book
	@echo $(CURDIR)/outputs/book/docs/index.html

lint: $(READY)  ## check style, and the language of documents and messages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python docs/prose.py

types: $(READY)  ## check types, strictly
	$(BIN)/mypy

fast: lint  ## check style and run the tests of one room, in half a minute; ROOM=clean, ROOM=charts
	$(BIN)/python -m pytest -n auto -q -m "not slow and not report" \
	  $(or $(if $(ROOM),$(wildcard tests/$(ROOM) tests/test_$(ROOM).py)),$(error ROOM names a folder or a file in tests/))

check: lint types test  ## check style and types, and run the tests

coverage: $(READY)  ## run the tests of the package and list the lines that none reaches
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n auto --dist loadscope --no-loadscope-reorder -q
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --show-missing

mutants: $(LAB)  ## make small changes to rules and list those that no test notices; OF="core/rounding exhibits/narrative"
	@$(BIN)/python tests/mutants.py $(OF)

reference: $(READY)  ## execute the notebooks again as references for strict nbval
	@$(BIN)/a4p dev reference

$(LAB): $(READY) requirements-lab.lock
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements-lab.lock 2>$(VENV)/uv.log \
	  || $(PIP) --require-hashes -r requirements-lab.lock
	@touch $(LAB)

lab: export A4P_PERIOD := $(or $(PERIOD),$(A4P_PERIOD))
lab: export JUPYTER_CONFIG_DIR := $(CURDIR)/.jupyter
lab: export PATH := $(CURDIR)/$(BIN):$(PATH)
lab: $(LAB)  ## open JupyterLab on the notebooks; PERIOD=2022-11 for another period
	@a4p dev start >/dev/null
	@jupyter lab $(LAB_OPTIONS)

lock: $(READY)  ## resolve the lock files again from pyproject.toml; KEEP=1 keeps versions that still fit
	$(BIN)/uv pip compile --quiet $(if $(KEEP),,--upgrade) --generate-hashes --universal --python-version 3.11 \
	  --no-header --extra test --extra validators --extra book --extra types --extra build --extra dask --extra storage pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 \
	  --no-header --all-extras -c requirements.lock pyproject.toml -o requirements-lab.lock

clean:  ## remove what a run makes again: cleaned tables and drafts (not releases or .venv)
	rm -rf data/processed
	@if [ -d outputs ]; then \
	  find outputs -mindepth 2 -maxdepth 2 ! -name released ! -name clearance ! -path 'outputs/addresses/*' -exec rm -rf {} + ; \
	  find outputs -mindepth 1 -maxdepth 1 ! -type d -delete; \
	  find outputs -type d -empty -delete; \
	fi

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## */\1|/' \
	  | while IFS='|' read -r target what; do printf '  make %-10s %s\n' "$$target" "$$what"; done
