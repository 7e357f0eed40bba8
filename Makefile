# Every target does the set-up it needs first, which takes no time when nothing changed.
.DEFAULT_GOAL := help
.PHONY: help start start-production-like test check train talk bench soak format lock clean setup setup-dev
PYTHON := .venv/bin/python

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-21s %s\n", $$1, $$2}' Makefile

start: setup ## set up, train if needed, start everything; stop with Ctrl-C (VERBOSE=1 shows all output)
	@exec $(PYTHON) -m advisor start $(if $(VERBOSE),--verbose)

start-production-like: setup ## two of each process on PostgreSQL and Redis behind nginx; installs these three where it may
	@$(PYTHON) scripts/services.py
	@exec $(PYTHON) -m advisor start --like-production $(if $(VERBOSE),--verbose)

test: setup-dev ## set up and run every check and test, those against the live system too
	@exec $(PYTHON) scripts/verify.py all

check: setup-dev ## the fast part of the tests, under a minute: format, lint, types, imports, knowledge, unit tests
	@exec $(PYTHON) scripts/verify.py fast

train: setup ## train the model if what it learns from changed
	@exec $(PYTHON) -m advisor train

talk: setup ## talk with the running advisor in this terminal
	@exec $(PYTHON) -m advisor talk

bench: setup-dev train ## measure what a turn costs, beside Rasa as it comes; writes docs/benchmarks.md (a quarter of an hour)
	@exec $(PYTHON) -m bench turns

soak: setup-dev train ## kill, starve and crowd the system; writes docs/reliability.md (40 minutes)
	@exec $(PYTHON) -m bench soak

format: setup-dev ## let ruff lay out the code and mend what it can
	@$(PYTHON) -m ruff check --fix-only --quiet .
	@$(PYTHON) -m ruff format .

# Both locks hold the same versions: the first is made for all, the second is cut from it.
COMPILE := uv pip compile --quiet --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links
lock: ## lock the requirements anew after a change of requirements/*.in (needs uv)
	cd requirements && $(COMPILE) --override overrides.txt dev.in -o dev.txt
	cd requirements && $(COMPILE) --override overrides.txt -c dev.txt run.in -o run.txt
	cd requirements && $(COMPILE) uv.in -o uv.txt

clean: ## remove caches, logs and the trained model; keeps .venv, .env and the database
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage* .rasa results var/log
	rm -rf models/*.tar.gz models/advisor.trained-from models/.training-*
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

setup:
	@scripts/setup run

setup-dev:
	@scripts/setup dev
