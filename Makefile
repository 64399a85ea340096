# Claimwire. `make` or `make help` lists what there is.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:

PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: help
help: ## list these targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z0-9-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup: .venv/.ready ## create .venv with everything, and .venv/bin/claimwire

.venv/.ready: requirements/dev.txt requirements/tools.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "make setup: Python 3.11 or newer is needed: set PYTHON=")'
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -qq --require-hashes -r requirements/tools.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: run
run: setup ## start all on this machine, crawl, show the figures (ONCE=1 ends then; SOURCES=my.yaml crawls the real world)
	@$(BIN)/claimwire run $(if $(ONCE),--once) $(if $(SOURCES),--sources $(SOURCES))

.PHONY: test
test: setup ## run the unit and integration tests
	@$(BIN)/pytest $(ARGS)

.PHONY: test-browser
test-browser: setup ## run the tests of the pages in a real Chromium (skipped where there is none)
	@$(BIN)/pytest tests/browser --timeout 300 $(ARGS)

.PHONY: test-e2e
test-e2e: setup ## run the tests against docker compose
	@$(BIN)/pytest tests/e2e --timeout 1200 $(ARGS)

.PHONY: test-chaos
test-chaos: setup ## the fault suite in its short form
	@$(BIN)/pytest tests/chaos $(ARGS)

.PHONY: chaos
chaos: setup ## the fault suite: 2,000 articles a scenario (LONG=1: 100,000, a random kill every five seconds; ARGS="--help")
	@$(BIN)/python -m tests.chaos.run $(if $(LONG),--long --articles 100000) $(ARGS)

.PHONY: soak
soak: setup ## full load for MINUTES=60: memory, open files and queues must stay flat
	@$(BIN)/python -m tests.chaos.soak --minutes $(or $(MINUTES),60)

.PHONY: mutations
mutations: setup ## take one safeguard away at a time and see which test notices
	@$(BIN)/python -m tests.chaos.mutations $(ARGS)

.PHONY: check
check: setup ## formatting, lint, types, who imports whom
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

.PHONY: audit
audit: setup ## look up all pinned packages in the vulnerability database
	@$(BIN)/python tools/audit.py

.PHONY: fuzz
fuzz: setup ## feed parsers with rubbish for SECONDS=60, all of them or TARGETS="feed claims"
	@$(BIN)/python -m tests.fuzz.run --seconds $(or $(SECONDS),60) $(TARGETS)

.PHONY: format
format: setup ## mend formatting and what lint can mend
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

.PHONY: bench
bench: setup ## measure: every script in benchmarks/
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python "$$script"; done

.PHONY: assets
assets: ## build what pages load into shared/web/static, from shared/web/assets (needs Node.js)
	@cd shared/web/assets && npm ci --no-audit --no-fund --silent && npm run --silent build

.PHONY: up
up: secrets ## docker compose: build and start (PROFILE=sample adds the sample newsroom)
	@docker compose $(if $(PROFILE),--profile $(PROFILE)) up --build --detach --wait

.PHONY: down
down: ## docker compose: stop
	@docker compose --profile '*' down

.PHONY: secrets
secrets:
	@tools/secrets.sh

.PHONY: requirements
requirements: setup ## pin all dependencies anew, with hashes
	@$(BIN)/python tools/pin.py
