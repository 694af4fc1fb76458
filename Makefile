# `make demo` and `make test` need python3 (3.11 or newer), make, git and a package index; everything else they install.
PYTHON := .venv/bin/python
DEMO := .venv/synced-demo
DEV := .venv/synced-dev

.PHONY: help demo club test check fmt bench crash messages

help:
	@sed -n 's/^## //p' Makefile

## make demo      a club with data, running on this machine (VAFA_PORT names another port)
demo: $(DEMO)
	@exec .venv/bin/vafa demo

## make club      open a club of your own: a few questions, in Persian or English
club: $(DEMO)
	@exec .venv/bin/vafa init

## make test      every test on SQLite, then those that touch the database on PostgreSQL
test: $(DEV)
	@exec $(PYTHON) -m tools.suites

## make check     style, types, import contracts, house rules, documents, translations, migrations
check: $(DEV)
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	VAFA_DATA=.venv/check $(PYTHON) -m mypy
	.venv/bin/lint-imports --no-logo
	$(PYTHON) -m pytest -q tests/house

## make fmt       format, and mend what can be mended
fmt: $(DEV)
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

## make messages  put the sentences that the source has and a catalogue lacks into the catalogue
messages: $(DEV)
	$(PYTHON) -m tools.messages

## make bench     run every script of bench/
bench: $(DEV)
	@exec $(PYTHON) bench/run.py

## make crash     kill the server a hundred times on each database, and look whether anything was lost or doubled
crash: $(DEV)
	@exec $(PYTHON) -m tools.crash

# The tests' packages include the demo's.
$(DEV): uv.lock
	@python3 tools/sync.py dev
	@touch $(DEV) $(DEMO)

$(DEMO): uv.lock
	@python3 tools/sync.py demo
	@touch $(DEMO)
