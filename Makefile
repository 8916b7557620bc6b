# The two commands of a newcomer: `make run` (the demonstration), `make test` (all of it).
# Everything is installed in .venv, from the hashed lists in requirements/.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 2

.DEFAULT_GOAL := check
.PHONY: check run stack unstack cluster test chaos fuzz fuzz-api lint types imports format docs tour lock bench bench-cluster clean

## check: the default, tests and lint
check: test

## run: set everything up, then show the demonstration
run: $(VENV)/.run
	$(BIN)/vigie demo

## stack: start a real Kafka and a real Elasticsearch on this machine (needs Java 21 and Maven)
stack: $(VENV)/.dev
	$(BIN)/python -m deploy.dev_stack up

## cluster: the demonstration in the distributed mode, on that stack
cluster: $(VENV)/.dev
	@eval "$$($(BIN)/python -m deploy.dev_stack up)"; \
	$(BIN)/vigie demo --kafka "$$VIGIE_TEST_KAFKA" --elasticsearch "$$VIGIE_TEST_ELASTICSEARCH"

## unstack: stop both and forget what they held
unstack: $(VENV)/.dev
	$(BIN)/python -m deploy.dev_stack down

## test: everything that CI runs: lint, types, import rules, tests, then the faults in short
test: lint types imports
	-$(BIN)/python -m deploy.dev_stack fetch
	$(BIN)/pytest -n $(JOBS) --dist loadfile -m "not chaos"
	$(BIN)/pytest tests/cluster -m chaos -n $(JOBS) --dist load

## chaos: the long form of the faults of docs/reliability.md (about half an hour)
chaos: $(VENV)/.dev
	-$(BIN)/python -m deploy.dev_stack fetch
	VIGIE_CHAOS=long $(BIN)/pytest tests/cluster -m chaos --timeout 3600 -s

## fuzz: every parser given bytes that nobody would send; its inputs are kept in build/fuzz
MINUTES ?= 60
fuzz: $(VENV)/.dev
	$(BIN)/python -m tests.fuzz --minutes $(MINUTES)

## fuzz-api: the API's description put to the test by hundreds of calls of each operation
CALLS ?= 300
fuzz-api: $(VENV)/.dev
	VIGIE_API_CALLS=$(CALLS) $(BIN)/pytest tests/webapp/test_api_description.py --timeout 3600

lint: $(VENV)/.dev
	$(BIN)/ruff check --no-cache .
	$(BIN)/ruff format --no-cache --check .

types: $(VENV)/.dev
	$(BIN)/mypy

imports: $(VENV)/.dev
	$(BIN)/lint-imports --no-cache

## format: put the code in form
format: $(VENV)/.dev
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

## docs: write again what is generated (schemas, Kibana's saved objects)
docs: $(VENV)/.dev
	$(BIN)/python -m docs.generate
	$(BIN)/python -m deploy.kibana
	$(BIN)/python -m deploy.grafana

## tour: make the pictures of docs/desk.md again (needs Debian's chromium)
tour: $(VENV)/.dev
	VIGIE_TOUR=1 $(BIN)/pytest -n 0 -q tests/browser/test_tour.py

## lock: resolve the dependencies again, with their hashes
lock: $(VENV)/.dev
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
		--no-header -q -o requirements/run.txt
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
		--no-header -q --extra cluster -o requirements/cluster.txt
	$(BIN)/uv pip compile deploy/build.in --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate -q -o deploy/build.txt
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
		--no-header -q --extra cluster --extra languages --extra targets --extra train --group dev -o requirements/dev.txt
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
		--no-header -q --extra cluster --extra languages --extra targets --extra train --group dev --extra bench -o requirements/bench.txt

## bench: the measured figures of docs/performance.md, with spaCy beside us in a venv of its own
bench: .bench-venv/.ready
	.bench-venv/bin/python -m bench.all

## bench-cluster: the same of the distributed mode, on servers of its own (an hour and a half)
bench-cluster: .bench-venv/.ready
	.bench-venv/bin/python -m deploy.dev_stack fetch
	.bench-venv/bin/python -m bench.cluster_all

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 ou plus récent est requis / Python 3.11 or newer is needed"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(VENV)/bin/python requirements/run.txt pyproject.toml
	@if test -e $(VENV)/.dev; then touch $@; else \
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/run.txt && \
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e . && touch $@; fi

$(VENV)/.dev: $(VENV)/bin/python requirements/dev.txt pyproject.toml
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

.bench-venv/.ready: $(VENV)/bin/python requirements/bench.txt pyproject.toml
	$(PYTHON) -m venv .bench-venv
	.bench-venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/bench.txt
	.bench-venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

## clean: forget everything that was made
clean:
	rm -rf $(VENV) .bench-venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
