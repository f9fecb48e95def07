# Từng Ngõ: every command of this repository. `make help` lists them.
# The work is done by the small scripts in scripts/, so that each can also be run by hand.

PYTHON ?= python3
PORT ?= 8000
RESET ?=
CAMPAIGN ?= 00322
K ?=
UPGRADE ?=
ARGS ?=
ONLY ?=

export PYTHON
VENV_PYTHON := .venv/bin/python
MAKEFLAGS += --no-print-directory

.DEFAULT_GOAL := help
.PHONY: help demo training test check format lock words clean bench bench-engine bench-phone bench-lighthouse bench-import bench-export bench-kills

help:  ## Show this list
	@echo 'Từng Ngõ: what can be done here.'
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)$$/  make \1|\2/p' Makefile | while IFS='|' read -r name text; do \
		printf '%-20s %s\n' "$$name" "$$text"; done
	@echo
	@echo 'Settings, written after the command, for example `make demo PORT=8001`:'
	@echo '  PORT=8002            demo, training: another port than 8000, 8001'
	@echo '  RESET=1              demo, training: throw their data away and begin again'
	@echo '  CAMPAIGN=00322       training: an area in which the campaign runs'
	@echo '  K=expression         test: only the tests whose names match, as in pytest -k'
	@echo '  ONLY=sqlite          test: only this part: sqlite, postgres or journeys'
	@echo '  ARGS="--size ward"   bench-engine: its options (ARGS=--help lists them)'
	@echo '  UPGRADE=1            lock: also take the newest versions of what is locked already'
	@echo '  PYTHON=python3.12    the Python that .venv is made with (3.11 or newer)'
	@echo 'Data lies in ./data, or where the environment variable TUNGNGO_DATA points.'

demo:  ## Start the demo town on http://127.0.0.1:8000 (stop with Ctrl-C; data is kept)
	@scripts/demo '$(PORT)' '$(RESET)'

training:  ## Try the training copy of a campaign on http://127.0.0.1:8001 (data is kept apart)
	@scripts/training '$(or $(filter-out 8000,$(PORT)),8001)' '$(CAMPAIGN)' '$(RESET)'

test:  ## Run every test: on SQLite, on PostgreSQL, and the journeys in Chromium
	@scripts/environment test 'make test'
	@$(VENV_PYTHON) scripts/run_tests.py --only='$(ONLY)' -k '$(K)'

check:  ## Look without running: ruff, format, types, the house rules, the words
	@scripts/environment test 'make check'
	@scripts/check

format:  ## Put the Python files in the one format, and mend what ruff can mend
	@scripts/environment test 'make format'
	@$(VENV_PYTHON) -m ruff check --fix --quiet . ; $(VENV_PYTHON) -m ruff format .

words:  ## Bring new English texts into the Vietnamese catalogues (.po files)
	@scripts/environment test 'make words'
	@$(VENV_PYTHON) -m tungngo.lib.catalogues update

lock:  ## Bring requirements/*.in into the lock files (needs uv)
	@scripts/lock '$(UPGRADE)'

bench: bench-engine bench-phone bench-lighthouse bench-import bench-export  ## Measure everything; prints JSON lines

bench-engine:  ## Measure taking in and counting encounters
	@scripts/environment test 'make bench-engine'
	@$(VENV_PYTHON) -m benchmarks.engine $(ARGS)

bench-kills:  ## Kill web, worker and database 100 times in a storm, on each engine, and recount
	@scripts/environment test 'make bench-kills'
	@$(VENV_PYTHON) -m benchmarks.kills

bench-phone:  ## Measure the phone app in Chromium
	@scripts/environment test 'make bench-phone'
	@$(VENV_PYTHON) -m benchmarks.phone

bench-lighthouse:  ## Have the phone's first screens judged by Lighthouse (needs npx)
	@scripts/environment test 'make bench-lighthouse'
	@$(VENV_PYTHON) -m benchmarks.lighthouse

bench-import:  ## Measure the import of a 100,000-row household list
	@scripts/environment test 'make bench-import'
	@$(VENV_PYTHON) -m benchmarks.import

bench-export:  ## Measure a file of a million encounters (ARGS="--encounters 100000")
	@scripts/environment test 'make bench-export'
	@$(VENV_PYTHON) -m benchmarks.export $(ARGS)

clean:  ## Remove what can be made again (.venv, caches); data is kept
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis staticfiles tests/.work
	@find . -name __pycache__ -type d -prune -exec rm -rf {} + -o -name '*.mo' -type f -exec rm -f {} +
	@echo 'Clean. Data in ./data was kept.'
