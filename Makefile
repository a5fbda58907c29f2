# Headwater. `make run` starts it with the sample world; `make test` runs every check; `make help` lists the rest.

export HEADWATER_PORT ?= 8000
PYTHON := .venv/bin/python
PYTEST := $(PYTHON) -m pytest
# Two databases, one suite: every test runs on SQLite, those that touch the database again on PostgreSQL.
ON_SQLITE := env -u DATABASE_URL $(PYTEST)
ON_POSTGRES := $(PYTHON) scripts/private_postgres.py $(PYTEST)
# What is built from the sources and not kept in git; each step does nothing where nothing changed.
BUILD := $(PYTHON) scripts/frontend.py && $(PYTHON) -c 'from headwater.config import messages; messages.compile()'

.DEFAULT_GOAL := help
.PHONY: help run test checks bench soak format lock clean

help:
	@echo "make run      serve the sample world at http://127.0.0.1:$(HEADWATER_PORT)"
	@echo "make test     lint, types, import contracts, migrations, tests on SQLite and PostgreSQL"
	@echo "make checks   what make test checks without running the tests"
	@echo "make soak     the whole of every count that make test runs a part of"
	@echo "make bench    measure, print a table, write bench/results/"
	@echo "make format   format the sources and mend what the linter can mend"
	@echo "make lock     resolve requirements/*.txt anew (UPGRADE=--upgrade for newer releases)"
	@echo "make clean    remove what was built, the environment included; data in var/ stays"

run:
	@sh scripts/environment.sh run
	@$(PYTHON) scripts/port_is_free.py $(HEADWATER_PORT)
	@$(BUILD)
	@.venv/bin/headwater init
	@.venv/bin/headwater demo
	@exec .venv/bin/headwater serve

test: checks
	@sh scripts/test_machine.sh
	@$(BUILD)
	$(ON_SQLITE) -n auto
	$(ON_POSTGRES) -m "database and not browser" -n auto

checks:
	@sh scripts/environment.sh dev
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m mypy
	.venv/bin/lint-imports
	HEADWATER_SECRET_KEY=checks DATABASE_URL=sqlite:///:memory: .venv/bin/django-admin makemigrations --check --settings headwater.config.settings

soak:
	@sh scripts/environment.sh dev
	@sh scripts/test_machine.sh
	@$(BUILD)
	HEADWATER_SOAK=1 $(ON_SQLITE) -m soak --timeout 0 -n auto
	HEADWATER_SOAK=1 $(ON_POSTGRES) -m "soak and database" --timeout 0 -n auto

bench:
	@sh scripts/environment.sh dev
	@sh scripts/test_machine.sh
	$(PYTHON) -m bench

format:
	@sh scripts/environment.sh dev
	$(PYTHON) -m ruff check --fix
	$(PYTHON) -m ruff format

# Hashes pin what is downloaded; one resolution serves every supported Python.
COMPILE = $(PYTHON) -m uv pip compile --quiet $(UPGRADE) --universal --python-version 3.11 --generate-hashes --no-annotate --no-header
lock:
	@sh scripts/environment.sh dev
	$(COMPILE) pyproject.toml --group build --output-file requirements/run.txt
	$(COMPILE) --group frontend --output-file requirements/frontend.txt
	$(COMPILE) pyproject.toml --group build --group dev --constraint requirements/run.txt --output-file requirements/dev.txt

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	rm -rf frontend/node_modules frontend/dist src/headwater/backoffice/static/headwater/dist
