# `make sheet` writes a problem sheet with its solutions; `make test` runs every test.
# Each needs Python 3.11 or newer, make and a package index; the environment is made in .venv the first time.
#
#   make PYTHON=/path/to/python3.12 test    with that interpreter
#   make SEED=7 sheet                       another sheet

SEED ?= 1
PYTHONS := python3 python3.14 python3.13 python3.12 python3.11 python
NEW_ENOUGH := -c 'import sys; sys.exit(sys.version_info < (3, 11))'

ifndef PYTHON
PYTHON := $(shell for p in $(PYTHONS); do "$$p" $(NEW_ENOUGH) >/dev/null 2>&1 && { echo "$$p"; break; }; done)
endif

RUN := .venv/bin/python -m
unexport PYTHONPATH PYTHONHOME  # nothing of another project is imported here
MAKEFLAGS += --no-print-directory

.PHONY: help sheet test lint example pictures clean environment dev-environment

help:
	@echo "make sheet    write a problem sheet and its solutions to output/sheet"
	@echo "make test     run every test"
	@echo "make lint     ruff and mypy"
	@echo "make example  write output/example and the outputs in README.md and docs/exams.md anew"
	@echo "make pictures  write the pictures of docs/exams.md anew (needs Typst, pdftoppm, Chromium)"
	@echo "make clean    remove .venv, caches and sheets (output/example stays)"

sheet: environment
	@.venv/bin/backproof generate --seed $(SEED) --out output/sheet --force

test: environment
	@$(RUN) pytest -q -n auto --dist loadgroup

lint: dev-environment
	@$(RUN) ruff check .
	@$(RUN) ruff format --check .
	@$(RUN) mypy

example: environment
	@.venv/bin/backproof generate --seed 1 --out output/example --force
	@.venv/bin/python tests/test_readme.py

pictures: environment
	@.venv/bin/python .ci/pictures.py

clean:
	@rm -rf .venv .venv.lock .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@if [ -d output ]; then find output -mindepth 1 -maxdepth 1 ! -name example -exec rm -rf {} +; fi

environment: python
	@"$(PYTHON)" .ci/environment.py .venv test

dev-environment: python
	@"$(PYTHON)" .ci/environment.py .venv dev

.PHONY: python
python:
	@"$(PYTHON)" $(NEW_ENOUGH) >/dev/null 2>&1 || { echo "backproof needs Python 3.11 or newer, \
	and '$(or $(PYTHON),$(PYTHONS))' is not: install one, or name it: make PYTHON=/path/to/python" >&2; exit 1; }
