# Linewarden: `make demo` sets everything up and runs the main job; `make test` sets everything up and passes all tests.
# Needs: Debian, Python 3.11 or newer, make. Works as root or not.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest -q
SIDE_BY_SIDE := --numprocesses auto --maxprocesses 4 --dist loadfile
UI_SOURCES := $(shell find ui -type f -not -path '*/node_modules/*' -not -path 'ui/src/api/*' 2>/dev/null) tests/golden/openapi.json

.PHONY: demo test check lint ui-check bench score fit lock format clean setup cluster system

demo: setup  ## play a synthetic city into the platform; SECONDS=60 ends by itself
	@$(BIN)/linewarden demo $(if $(SECONDS),--seconds $(SECONDS))

test: lint ui-check system $(VENV)/.cluster  ## everything: lint, types, layers, unit, contract, real SIP calls, real browser
	$(PYTEST) $(SIDE_BY_SIDE) --cov --cov-report=term:skip-covered tests/unit tests/contract
	$(PYTEST) --numprocesses auto --maxprocesses 2 --dist loadfile -m browser tests/e2e
	$(PYTEST) -m "not browser" tests/e2e

check: lint ui-check  ## lint, types, layers, fast unit tests: under three minutes
	$(PYTEST) $(SIDE_BY_SIDE) -m "not slow" tests/unit

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

ui-check: ui/node_modules/.installed  ## Biome, tsc, Vitest
	cd ui && PATH="$(abspath $(BIN)):$$PATH" npm run --silent check && PATH="$(abspath $(BIN)):$$PATH" npm run --silent test

ui/node_modules/.installed: ui/package-lock.json $(VENV)/.packages
	cd ui && PATH="$(abspath $(BIN)):$$PATH" npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

setup: $(VENV)/.project $(VENV)/.screens $(VENV)/.kernels

# numba keeps compiled functions by the file that holds them, and does not see that a constant of another file has changed.
$(VENV)/.kernels: $(VENV)/.project $(shell grep -rlE --include=*.py 'numba|layout import' src/linewarden; find src/linewarden -name layout.py)
	@find src/linewarden -name '*.nb[ic]' -delete
	@touch $@

system:  ## Debian packages that tests drive: Kamailio, SIPp, Chromium, Java
	@scripts/system-packages

$(VENV)/bin/uv: requirements/installer.lock scripts/python-env
	@scripts/python-env $(PYTHON) $(VENV)
	@touch $@

$(VENV)/.packages: $(VENV)/bin/uv requirements/dev.lock
	$(BIN)/uv pip install -q --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/dev.lock
	@touch $@

cluster: setup $(VENV)/.cluster  ## Spark, for histories on several machines: see docs/guide/backfill.md
	@scripts/system-packages openjdk-17-jre-headless

$(VENV)/.cluster: $(VENV)/.packages requirements/cluster.lock
	$(BIN)/uv pip install -q --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/cluster.lock
	@touch $@

$(VENV)/.project: $(VENV)/.packages pyproject.toml hatch_build.py
	$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q src/linewarden
	@touch $@

$(VENV)/.screens: $(VENV)/.project $(UI_SOURCES)
	@$(BIN)/python hatch_build.py > /dev/null
	@touch $@

bench: setup  ## ours against a peer on the same work in the same run; NAMES="store_large …" for some
	@scripts/system-packages tshark
	@scripts/bench-peers
	$(BIN)/python -m benchmarks $(NAMES)
	$(BIN)/python -m benchmarks.picture
	$(BIN)/python -m benchmarks.page

score: setup  ## victims warned in time, calibration, cost, beside what others find, in towns drawn at random; TOWNS="201,202" for others
	@scripts/system-packages libgomp1
	$(BIN)/python -m scorecard --write $(if $(TOWNS),--towns $(TOWNS))

fit: setup  ## learn the steps and trees of the called side from towns drawn at random (half an hour): warnings/steps.toml, approach/trees.json
	$(BIN)/python -m scorecard.fit $(if $(TOWNS),--towns $(TOWNS))

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(VENV)/bin/uv  ## pin all versions again, with hashes
	$(BIN)/uv pip compile -q pyproject.toml --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command "make lock" -o requirements/runtime.lock
	$(BIN)/uv pip compile -q pyproject.toml --extra dev --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command "make lock" -o requirements/dev.lock
	$(BIN)/uv pip compile -q pyproject.toml --extra cluster --constraint requirements/dev.lock --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command "make lock" -o requirements/cluster.lock
	for peer in requirements/peers/*.in; do \
		$(BIN)/uv pip compile -q $$peer --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command "make lock" -o $${peer%.in}.lock || exit 1; \
	done

clean:
	rm -rf $(VENV) .bench-peers build dist ui/node_modules src/linewarden/web/static
