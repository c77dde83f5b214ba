# Every target sets up what it needs; `make help` lists them.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
REPORT := build/customer-service-report.xlsx

.DEFAULT_GOAL := help
.PHONY: help setup report test check fuzz bench samples pictures docs clean

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.ready: pyproject.toml .ci/setup-python
	@PYTHON="$(PYTHON)" bash .ci/setup-python $(VENV)

setup: $(VENV)/.ready ## make the virtual environment

report: $(VENV)/.ready ## build the filled sample report, verify it, say where it is
	@mkdir -p build
	@$(BIN)/sheets-gen new $(REPORT) --values samples/numbers-2026.csv --config samples/report.toml --force
	@$(BIN)/sheets-gen verify $(REPORT)
	@echo "the report: $(CURDIR)/$(REPORT)"

test: $(VENV)/.ready ## run every test (needs LibreOffice, poppler and npm; installs them where it may)
	@bash .ci/setup-system
	@$(BIN)/python -m pytest -n 2

check: $(VENV)/.ready ## formatting, lint, types, layers, generated pages
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/sheets-gen docs --check

fuzz: $(VENV)/.ready ## ten thousand damaged workbooks; faults planted into sound reports (docs/faults.md)
	@bash .ci/setup-system
	@EVERY_HOSTILE_FILE=1 $(BIN)/python -m pytest -n 2 tests/test_hostile_files.py
	@$(BIN)/python -m tests.fuzz --mutants 10000
	@$(BIN)/python -m tests.faults

bench: $(VENV)/.ready ## measure speed and memory against the yardsticks (bench/README.md)
	@bash .ci/setup-system
	@$(BIN)/python -m bench

docs: $(VENV)/.ready ## write the generated pages
	@$(BIN)/sheets-gen docs

samples: $(VENV)/.ready ## make the workbooks in samples/ again
	@$(BIN)/python -m samples.make

pictures: $(VENV)/.ready ## render every tab to build/pictures
	@bash .ci/setup-system pictures
	@$(BIN)/python -m tests.pictures

clean: ## remove everything that was built
	rm -rf build dist $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
