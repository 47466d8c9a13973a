# The menu of this repository: `make` alone prints it.
#
# Everything runs in .venv, made from hash-pinned requirements. A stamp file stands for each finished step of the
# installation, so that the second `make install` has nothing to do.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Two pips at once in one environment get into each other's way.
.NOTPARALLEL:

PYTHON ?= python3
BIN := .venv/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps
# Two, for the limits (check 5 minutes, test 20) hold on two cores: make JOBS=8 test.
JOBS ?= 2

.PHONY: help
help:  ## Print this menu
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: install
install: .venv/.dev .venv/.islive .venv/.canary  ## Make .venv with everything needed to work on islive

.PHONY: demo
demo: .venv/.islive  ## Install what users install, then show the incident on the embedded simulator
	$(BIN)/islive demo

.PHONY: check
check: lint programs  ## Formatter, linter, types, import floors, fast tests (at most 5 minutes)
	$(BIN)/pytest -n $(JOBS) -m "not slow" --hypothesis-profile=fast

.PHONY: test
test: lint programs judging  ## Everything that CI runs: the same linters, then every test (at most 20 minutes)
	$(BIN)/pytest -n $(JOBS) --hypothesis-profile=ci

.PHONY: lint
lint: install  ## Formatter, linter, types and import floors alone
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/lint-imports
	$(BIN)/pyright

# What a suite needs beyond Python packages. (Where it may not be installed, the tests say what was not run.)
.PHONY: programs
programs:
	@scripts/program chromium tests/browser
	@scripts/program jq tests/shell

# Other programs on the simulator, each in an environment of its own; the last is large, and `make judges` alone wants it.
.PHONY: judging
judging: install
	@$(BIN)/python scripts/judges/install.py aws-cli boto3 ecs-deploy

.PHONY: judges
judges: judging programs  ## Let the AWS CLI, boto3, ecs-deploy and awslabs.ecs-mcp-server judge the simulator
	@$(BIN)/python scripts/judges/install.py ecs-mcp-server
	$(BIN)/pytest -n $(JOBS) --full tests/judges

.PHONY: format
format: install  ## Let ruff format the code and repair what it can
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

.PHONY: bench
bench: install  ## Time islive against the least that any program could need, and beside others
	$(BIN)/python -m scripts.bench --check --write

.PHONY: accuracy
accuracy: install  ## Write docs/accuracy.md anew, and try every cell of the matrices of which `make test` tries a sample
	$(BIN)/python -m scripts.faults --write
	$(BIN)/python -m scripts.preflight --write
	$(BIN)/python -m scripts.fixes --write
	$(BIN)/python -m scripts.accuracy
	$(BIN)/pytest -n $(JOBS) --full --hypothesis-profile=ci tests/properties tests/living tests/preflight tests/fixing tests/rollout tests/incident/test_healthy.py

.PHONY: fooled
fooled: install  ## Ask aws ecs wait, ecs-deploy and islive about deployments that came to nothing, and let them deploy
	$(BIN)/python scripts/fooled/ask.py
	$(BIN)/python scripts/fooled/rollouts.py

.PHONY: docs
docs: install  ## Rewrite the pages and the picture that are made from the code
	$(BIN)/python scripts/docs.py
	$(BIN)/python scripts/picture.py

.PHONY: golden
golden: install  ## Rewrite the golden files; then read the diff like code
	$(BIN)/pytest -n $(JOBS) --update-golden
	git status --short -- tests/golden

.PHONY: lock
lock:  ## Resolve the requirement files anew; then read the diff
	scripts/lock

.PHONY: clean
clean:  ## Remove .venv, caches and built packages
	rm -rf .venv dist .pytest_cache .ruff_cache .import_linter_cache .hypothesis

# --- the steps of the installation ---------------------------------------------------------------------------------

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "islive needs Python 3.11 or newer, and $(PYTHON) is older: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/.runtime: requirements.txt requirements-build.txt | .venv/.made
	$(PIP_INSTALL) --require-hashes -r requirements.txt
	$(PIP_INSTALL) --require-hashes -r requirements-build.txt
	@touch $@

# Editable, by the pinned build backend that is already in .venv: no build isolation, so nothing unpinned is fetched.
.venv/.islive: pyproject.toml .venv/.runtime
	$(PIP_INSTALL) --no-build-isolation --editable .
	@touch $@

# The other distribution of this repository; it needs nothing but Python.
.venv/.canary: canary/pyproject.toml .venv/.runtime
	$(PIP_INSTALL) --no-build-isolation --editable ./canary
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.runtime
	$(PIP_INSTALL) --require-hashes -r requirements-dev.txt
	@touch $@
