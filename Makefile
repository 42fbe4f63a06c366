# make demo   install into .venv and run the first worked case
# make test   install and run every check
# make bench  measure speed against named alternatives
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint types docs bench clean

demo: $(VENV)/installed
	$(BIN)/pledgeline demo

test: $(VENV)/tested
	$(BIN)/python -m tests.lanes

lint: $(VENV)/tested
	$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(VENV)/tested
	$(BIN)/mypy

docs: $(VENV)/installed
	$(BIN)/python docs/generate.py

bench: $(VENV)/tested
	$(BIN)/pip install --quiet --group bench
	$(BIN)/python -m benchmarks

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"

$(VENV)/installed: $(VENV)/bin/python pyproject.toml
	$(BIN)/pip install --quiet --editable .
	touch $@

# all at once, and only what is imported is ever compiled
$(VENV)/tested: $(VENV)/bin/python pyproject.toml
	$(BIN)/pip install --quiet --no-compile --editable . --group test
	touch $(VENV)/installed $@

clean:
	rm -rf $(VENV) pledgeline-demo build dist
