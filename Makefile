# Every target explains itself: `make` lists them.
PYTHON ?= python3

.DEFAULT_GOAL := help
.PHONY: help run test check bench bench-quality screenshots clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | sort | awk -F'\t' '{printf "  make %-14s %s\n", $$1, $$2}'

run: ## install, prepare and start everything; Ctrl-C stops it
	@exec $(PYTHON) -m stack run

test: ## install what the tests need and run them all
	@$(PYTHON) -m stack test-tools
	@exec .venv/bin/python tests/run.py all

check: ## the fast tests, types and style, in seconds
	@$(PYTHON) -m stack test-tools
	@exec .venv/bin/python tests/run.py fast

bench: ## measure speed and memory against the reference (BENCH="--quick search" for a part)
	@$(PYTHON) -m stack test-tools
	@exec .venv/bin/python -m benchmarks $(BENCH)

SETS ?= ../shared/eval-data
bench-quality: ## measure search, confidence, certificates on labelled sets (SETS=folder, QUALITY=--assistant)
	@$(PYTHON) -m stack test-tools
	@exec .venv/bin/python -m benchmarks.quality --sets $(SETS) $(QUALITY)

screenshots: ## make the README's screenshots from a running stack of its own
	@$(PYTHON) -m stack test-tools
	@exec .venv/bin/python -m tests.screenshots

clean: ## remove what was installed and built; the state folder stays
	@$(PYTHON) -m stack clean
