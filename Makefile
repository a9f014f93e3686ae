# `make site` and `make test` are all that a fresh machine needs; each makes the environment it wants.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help site test check lint types layers pytest browser pictures docs reference format soak bench lock clean

help:
	@echo "make site    build the site of this repository into public/"
	@echo "make test    run every check: ruff, mypy, import-linter, pytest (the same as make check)"
	@echo "make docs    build the documentation into docs/public/"
	@echo "make reference write the reference in the documentation anew, from the code"
	@echo "make browser install what the tests in a browser need, where that can be done"
	@echo "make pictures take pictures of every kind of page into pictures/"
	@echo "make format  format the code"
	@echo "make soak    run the long tests too"
	@echo "make bench   measure sitegen beside other generators and write docs/content/explanation/benchmarks.md"
	@echo "make lock    pin the development tools anew in requirements-dev.txt"
	@echo "make clean   delete the environment, the built site and caches"

$(READY): pyproject.toml requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "sitegen needs Python 3.11 or newer; name one: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "Python can't make an environment here; on Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q src
	@touch $(READY)

site: $(READY)
	$(BIN)/sitegen build
	@echo "Look at it at http://localhost:8000/ with: $(PYTHON) -m http.server -d public"

test check: lint types layers pytest

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

layers: $(READY)
	$(BIN)/lint-imports

pytest: browser
	$(BIN)/pytest -n auto --dist loadscope --no-loadscope-reorder

docs: $(READY)
	$(BIN)/sitegen build --site docs
	@echo "Look at it at http://localhost:8000/ with: $(PYTHON) -m http.server -d docs/public"

reference: $(READY)
	$(BIN)/python docs/reference.py

browser: $(READY)
	$(BIN)/python bench/reader/installing.py

pictures: $(READY) site
	$(BIN)/python bench/reader/pictures.py --to pictures
	$(BIN)/python bench/reader/pictures.py --readme

soak: browser
	$(BIN)/pytest -n auto --dist loadscope --no-loadscope-reorder -m "slow or not slow" --hypothesis-profile=soak

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY)
	$(BIN)/python bench/compare.py

lock: $(READY)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes --no-header \
	  --no-annotate --no-strip-extras --quiet pyproject.toml requirements-dev.in --output-file requirements-dev.txt

clean:
	rm -rf $(VENV) public .public.sitegen .sitegen dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
