# Twinwheel: what there is to run. `make` alone lists it.
# Needs Python 3.11 or newer and make; everything else is installed into .venv, once.

.POSIX:
.PHONY: help setup demo test test-long coverage test-engines lint format bench bench-large bench-reading bench-web train docs words picture screens lock clean

PY = .venv/bin/python
DEMO = build/demo
# Universal: one lock for every system. No index and no header in it, so it names no host.
COMPILE = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-annotate
# What a portal in production installs beside the library.
PORTAL = --extra web --extra postgres --extra mcp

help:
	@echo 'make setup   install the locked dependencies into .venv (PYTHON=... picks the interpreter)'
	@echo 'make demo    20,000 synthetic enterprises against the real packs, two pages read, then the portal: a minute'
	@echo 'make test    run the tests in three groups: under eight minutes on two cores'
	@echo 'make test-long  fuzzing, a bad scan, runs that are killed, the report in a browser, the benches in small: some minutes'
	@echo 'make coverage  what the tests cover, by room: some ten minutes on Python 3.11'
	@echo 'make test-engines  the same rules on PostgreSQL, ClickHouse and Spark: some minutes, 1.5 GB of disk'
	@echo 'make lint    ruff, mypy --strict, and the arrows between the rooms'
	@echo 'make format  put the code in the form that lint wants'
	@echo 'make bench   match 1,000,000 subjects x 200 measures, beside other engines, and more and fewer: a quarter of an hour'
	@echo 'make bench-large  10,000,000 x 2,000 from file to file, killed and resumed: some minutes, 10 GB of disk'
	@echo 'make bench-web  the portal with 20,000 enterprises and 4 workers, asked page after page: some minutes'
	@echo 'make bench-reading  pages of the bench read and scored, beside other readers: some minutes'
	@echo 'make train   train the recogniser of names on bench/reading/gold: a quarter of an hour, 6 GB of disk'
	@echo 'make docs    write docs/reference from the code, and what the commands in the documentation print'
	@echo 'make words   take the words of the portal for translation; say what has no Chinese'
	@echo 'make picture take the picture of the report anew (needs Chromium)'
	@echo 'make screens take the pictures of the portal anew (needs Chromium)'
	@echo 'make lock    resolve requirements/*.txt anew; the only target that takes newer versions'
	@echo 'make clean   remove what was made, but not .venv'

setup:
	@sh tools/setup.sh

demo: setup
	@sh tools/demo.sh $(DEMO)

# Two workers: the suite is measured on two cores. Warnings are errors (pyproject.toml). From Python 3.12 on lines are
# counted at hardly any cost; before, counting doubles the time, so it is a target of its own. The tests start hundreds of
# interpreters: where the environment forbids Python to keep what it compiled, each of them would compile everything anew.
# Journeys go through one portal, those of a file in one process: what remained of such a file when its process died would be
# waited for without end (pytest-xdist 3.8), so none is started anew.
test: setup
	@rm -f .coverage .coverage.*
	@failed=0; unset PYTHONDONTWRITEBYTECODE; \
	count=$$($(PY) -c 'import sys; print("--cov --cov-report=" if sys.version_info >= (3, 12) else "")'); \
	echo 'test: group 1, the library, and the portal on SQLite'; \
	COVERAGE_CORE=sysmon $(PY) -m pytest -n 2 --dist worksteal --durations 8 --durations-min 1 $$count || failed=1; \
	echo 'test: group 2, the portal on PostgreSQL'; \
	$(PY) tools/with_postgres.py $(PY) -m pytest tests/web -n 2 --dist worksteal -q \
		-m 'not browser and not slow and not long and not once' || failed=1; \
	echo 'test: group 3, journeys through the portal in a real browser, in both languages'; \
	$(PY) tools/with_portal.py $(PY) -m pytest tests/journeys -n 2 --max-worker-restart 0 -q --durations 5 \
		-m journey || failed=1; \
	if [ -n "$$count" ]; then $(PY) tools/coverage_by_room.py; \
	else echo 'what the tests cover: make coverage'; fi; \
	exit $$failed

test-long: setup
	unset PYTHONDONTWRITEBYTECODE; $(PY) -m pytest -n 2 --dist worksteal -m long --durations 5 --durations-min 1

coverage: setup
	@rm -f .coverage .coverage.*
	@failed=0; unset PYTHONDONTWRITEBYTECODE; \
	$(PY) -m pytest -n 2 --dist worksteal -q --cov --cov-report= || failed=1; \
	$(PY) tools/coverage_by_room.py; exit $$failed

# Gets the engines first; says which of them ran. What cannot be had on this machine is skipped.
test-engines:
	@sh tools/engines.sh

lint: setup
	@failed=0; \
	for check in 'ruff check .' 'ruff format --check .' mypy 'lint-imports --no-logo'; do \
		echo "$$ $$check"; .venv/bin/$$check || failed=1; \
	done; exit $$failed

format: setup
	.venv/bin/ruff check --fix-only .
	.venv/bin/ruff format .

bench: setup
	@sh tools/setup.sh bench
	$(PY) -m bench

bench-large: setup
	$(PY) -m bench --large

bench-reading: setup
	@sh tools/setup.sh bench
	$(PY) -m bench.reading --docs docs
	$(PY) -m bench.reading.score_drafts dev
	$(PY) -m bench.reading.score_drafts held
	$(PY) -m bench.reading.score_drafts held2
	$(PY) -m bench.reading.score_drafts held3

bench-web: setup
	$(PY) -m bench.web

# Gets torch first. Learns from all folders to tune on; the file that is shipped knew neither dev15 nor dev16. The file it writes is never quite the same on another machine: measure it before it is committed.
train:
	@sh tools/setup.sh training
	.venv-training/bin/python -m bench.reading.train_recogniser

words: setup
	$(PY) tools/words.py

docs: setup
	$(PY) tools/reference.py
	$(PY) tools/openapi.py
	$(PY) tools/transcripts.py --write

picture: setup
	@CHROMIUM=$(CHROMIUM) sh tools/picture.sh

lock: setup
	$(COMPILE) --upgrade pyproject.toml -o requirements/runtime.txt
	$(COMPILE) --upgrade pyproject.toml $(PORTAL) -c requirements/runtime.txt -o requirements/web.txt
	$(COMPILE) --upgrade pyproject.toml $(PORTAL) --group dev -c requirements/web.txt -o requirements/dev.txt
	$(COMPILE) --upgrade --group pyproject.toml:bench -o requirements/bench.txt
	$(COMPILE) --upgrade pyproject.toml --extra engines --group engines -c requirements/runtime.txt -o requirements/engines.txt
	$(COMPILE) --upgrade pyproject.toml --extra tagger --group training -c requirements/dev.txt -o requirements/training.txt
	echo uv | $(COMPILE) --upgrade - -o requirements/uv.txt

screens: setup
	$(PY) tools/screens.py

clean:
	rm -rf build dist .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find src tests tools bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
