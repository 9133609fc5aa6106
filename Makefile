# make demo   a made-up company, one nightly run, the five headline answers
# make test   every check of the project;  make soak  the long versions
# Only Python 3.11 to 3.13 (with venv), make and git are needed beforehand.

PYTHON ?= python3
SUPERSET_PYTHON ?= $(PYTHON)
VENV ?= .venv
LINT_VENV ?= .venv-lint
SUPERSET_VENV ?= .venv-superset
BIN := $(VENV)/bin
LINT_BIN := $(LINT_VENV)/bin
DEMO ?= demo
DEMO_UNITS ?= 11800
PYTEST_ARGS ?=

# No telemetry from any tool, whatever this machine's own settings say.
export DBT_SEND_ANONYMOUS_USAGE_STATS := 0
export DO_NOT_TRACK := 1
export GX_ANALYTICS_ENABLED := false
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help env env-test env-bi lint test test-bi soak demo serve docs clean spark-up spark-down

help:
	@sed -n '1,3s/^# //p' Makefile

# --- environments: rebuilt only when their lock changes -------------------------------------

define check_python
	@$(PYTHON) -c 'import sys; ok = (3, 11) <= sys.version_info < (3, 14); \
	    sys.exit(0 if ok else "Python 3.11 to 3.13 is needed; " + sys.executable + " is " \
	    + sys.version.split()[0] + ". Choose one: make PYTHON=/path/to/python3.12 <target>")'
endef

$(VENV)/.stamp-base: requirements.lock pyproject.toml
	$(check_python)
	@echo "[env] installing the run-time packages into $(VENV) (a minute or two)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.stamp-docs: $(VENV)/.stamp-base requirements-docs.lock
	@echo "[env] installing the packages of the documentation site into $(VENV)"
	@$(BIN)/python -m pip install -q --no-deps --require-hashes -r requirements-docs.lock
	@touch $@

$(VENV)/.stamp-test: $(VENV)/.stamp-docs requirements-test.lock requirements-spark.lock \
    requirements-metricflow.lock
	@echo "[env] installing the packages of tests, Spark and MetricFlow into $(VENV)"
	@$(BIN)/python -m pip install -q --no-deps --require-hashes -r requirements-test.lock
	@$(BIN)/python -m pip install -q --no-deps --require-hashes -r requirements-spark.lock
	@$(BIN)/python -m pip install -q --no-deps --require-hashes -r requirements-metricflow.lock
	@touch $@

# Superset pins a pandas that has no wheel for Python 3.13.
define check_superset_python
	@$(SUPERSET_PYTHON) -c 'import sys; ok = sys.version_info[:2] in ((3, 11), (3, 12)); \
	    sys.exit(0 if ok else "Superset needs Python 3.11 or 3.12; " + sys.executable + " is " \
	    + sys.version.split()[0] + ". Choose: make SUPERSET_PYTHON=/path/to/python3.12 test-bi")'
endef

$(SUPERSET_VENV)/.stamp: requirements-superset.lock
	$(check_superset_python)
	@echo "[env] installing Apache Superset into $(SUPERSET_VENV) (a minute or two)"
	@test -x $(SUPERSET_VENV)/bin/python || $(SUPERSET_PYTHON) -m venv $(SUPERSET_VENV)
	@$(SUPERSET_VENV)/bin/python -m pip install -q --no-deps --require-hashes \
	    -r requirements-superset.lock
	@touch $@

$(LINT_VENV)/.stamp: requirements-lint.lock
	$(check_python)
	@echo "[env] installing the linters into $(LINT_VENV)"
	@test -x $(LINT_BIN)/python || $(PYTHON) -m venv $(LINT_VENV)
	@$(LINT_BIN)/python -m pip install -q --no-deps --require-hashes -r requirements-lint.lock
	@touch $@

env: $(VENV)/.stamp-base

env-test: $(VENV)/.stamp-test $(LINT_VENV)/.stamp

env-bi: $(VENV)/.stamp-test $(SUPERSET_VENV)/.stamp

# --- what people run ----------------------------------------------------------------------

define read_models
	@echo "[env] reading the models, once for each change of them"
	@$(BIN)/python -c "from orchestration.dbt_run import prepare_manifest; prepare_manifest()"
endef

demo: env
	$(read_models)
	@echo "[demo] simulating a company into $(DEMO)/raw"
	@rm -rf $(DEMO)
	@$(BIN)/aftersales simulate --out $(DEMO) --units $(DEMO_UNITS) --seed 1
	@echo "[demo] one nightly run: raw tables in, checked marts out"
	@$(BIN)/aftersales build --raw $(DEMO)/raw --warehouse $(DEMO)/warehouse

test: env-test lint
	$(read_models)
	@echo "[test] pytest, two workers"
	@$(BIN)/python -m pytest -v -n 2 --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

test-bi: env-bi
	$(read_models)
	@echo "[test-bi] pytest with Apache Superset as client"
	@SUPERSET_VENV=$(SUPERSET_VENV) $(BIN)/python -m pytest -v tests/bi $(PYTEST_ARGS)

soak: env-test
	@echo "[soak] the long versions"
	@$(BIN)/python -m pytest -m soak $(PYTEST_ARGS)

lint: $(LINT_VENV)/.stamp
	@echo "[lint] ruff"
	@$(LINT_BIN)/ruff check -q .
	@$(LINT_BIN)/ruff format -q --check .
	@echo "[lint] sqlfluff (through dbt, some minutes)"
	@mkdir -p target/lint
	@AFTERSALES_BUILD_FILE=$(CURDIR)/target/lint/aftersales_build.duckdb \
	    $(LINT_BIN)/python -m sqlfluff lint --processes 2 --nocolor models tests macros

serve: env
	@$(BIN)/aftersales serve

# The site of a warehouse that you have: make docs WAREHOUSE=demo/warehouse
docs: $(VENV)/.stamp-docs
	@$(BIN)/python -m orchestration.docs_site $(if $(WAREHOUSE),--warehouse $(WAREHOUSE))

# --- spark --------------------------------------------------------------------------------

spark-up: $(VENV)/.stamp-test
	@$(BIN)/python -m orchestration.spark up

spark-down:
	@$(BIN)/python -m orchestration.spark down

# --- end of spark -------------------------------------------------------------------------

clean:
	@rm -rf $(VENV) $(LINT_VENV) $(SUPERSET_VENV) target $(DEMO) *.egg-info
