# Two commands are all a newcomer needs: `make demo` and `make test`. Each sets up what it needs in .venv.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= auto
# What one process compiled, the next need not compile again.
unexport PYTHONDONTWRITEBYTECODE
PORT ?= 8000

.PHONY: help demo test lint style format pins bench bench-correlation bench-run bench-checks bench-web bench-triage bench-habits bench-reminders bench-reports fuzz messages clean

help: ## Say what can be done here
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

demo: $(VENV)/.run ## Make the made-up organisation, run Drystone over it and serve it on this machine
	rm -rf demo
	$(BIN)/drystone demo demo --port $(PORT)

# The suite steps back, as what it starts in the background does: else that would wait for all the tests beside it.
test: style ## Lint, then run the whole suite
	nice -n 10 $(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder

lint: style ## Style, types, the order of the rooms, and that the docs are true
	$(BIN)/python -m pytest -q -p no:cacheprovider tests/docs

style: $(VENV)/.dev ## Style, types and the order of the rooms: what lint holds and the suite does not
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	PYTHONPATH=src $(BIN)/lint-imports --no-cache > .cache/imports.txt || { cat .cache/imports.txt; exit 1; }
	$(BIN)/djlint --lint --quiet src
	$(BIN)/python -m tools.migrations
	$(BIN)/python -m tools.budgets
	$(BIN)/python -m tools.licences

format: $(VENV)/.dev ## Format the code and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: bench-correlation bench-run bench-checks bench-web bench-triage bench-habits bench-reminders bench-reports ## All benchmarks; never part of the tests

bench-correlation: $(VENV)/.bench ## Correlation on labelled records, beside splink and recordlinkage
	$(BIN)/python -m bench.correlation
	$(BIN)/python -m bench.peers

bench-run: $(VENV)/.bench ## A full run over a large organisation
	$(BIN)/python -m bench.run

bench-checks: $(VENV)/.bench ## Checks a second, beside c7n filters and a Rego engine
	$(BIN)/python -m bench.checks

bench-web: $(VENV)/.bench ## My page under load, with 100k people in the state (WEB=--while-applying: and a run)
	$(BIN)/python -m bench.web $(WEB)

bench-triage: $(VENV)/.bench ## Triage of mails: time a message, and which hints which mails get
	$(BIN)/python -m bench.triage

bench-habits: $(VENV)/.bench ## This week's lessons for a hundred thousand people
	$(BIN)/python -m bench.habits

bench-reminders: $(VENV)/.bench ## Everybody's reminders: 100k people decided at once
	$(BIN)/python -m bench.reminders

bench-reports: $(VENV)/.bench ## Reports with a mail attached at 20 a second, and a wave of 500 in a minute
	$(BIN)/python -m bench.reports

fuzz: $(VENV)/.dev ## Change mails and look at them for hours (FUZZ=--seconds 60); what fails is kept in .cache/fuzz
	$(BIN)/python -m bench.fuzz $(FUZZ)

pins: $(VENV)/.dev ## Pin every dependency again, with hashes and without addresses
	$(BIN)/python -m tools.pins

messages: $(VENV)/.dev ## Bring the site's other languages up to date with its words
	PYTHONPATH=src $(BIN)/python -m tools.messages

clean: ## Remove what these commands made
	rm -rf $(VENV) .cache demo

# A bare machine may have Python without venv or pip; tools/venv.sh says what to install, or installs it where it may.
$(VENV)/.made:
	PYTHON=$(PYTHON) tools/venv.sh $(VENV)
	mkdir -p .cache
	touch $@

$(VENV)/.run: $(VENV)/.made requirements/run.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/dev.txt
	touch $@

$(VENV)/.bench: $(VENV)/.dev requirements/bench.txt
	-$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/bench.txt
	touch $@
