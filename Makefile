# make run: the demonstration on HOST:PORT, whose staff need no second factor.  make dev: the same, served anew after each change.
# make serve: the same without the demonstration.
# make test: everything that proves it.  make check: style, types, floors.
HOST ?= 127.0.0.1
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
export HOST PORT
# What Python has compiled is kept, whatever the environment says: a test run has hundreds of processes that load the same.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run serve dev catalogues test test-full check check-scripts hooks install install-test bench

run dev: export SECOND_FACTOR ?= off
run: install
	@$(BIN)/voting migrate
	@$(BIN)/voting demo
	@exec $(BIN)/gunicorn --config python:voting.gunicorn_conf voting.wsgi:app

serve: install
	@$(BIN)/voting migrate
	@$(BIN)/voting first-page
	@exec $(BIN)/gunicorn --config python:voting.gunicorn_conf voting.wsgi:app

# What changes in voting/ ends the server, its letters' process and all open streams, and starts them anew.
dev: install-test catalogues
	@$(BIN)/voting migrate
	@$(BIN)/voting demo
	@exec $(BIN)/watchfiles --sigint-timeout 60 "sh -c 'make --silent catalogues && exec $(BIN)/gunicorn --config python:voting.gunicorn_conf voting.wsgi:app'" voting

catalogues: $(patsubst %.po,%.mo,$(wildcard voting/translations/*/LC_MESSAGES/messages.po))

%.mo: %.po
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

install: .venv/installed

.venv/installed: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

install-test: .venv/installed-test

.venv/installed-test: .venv/installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	@touch $@

# What checks the types of the pages' scripts, and a provider of OpenID Connect to sign in by, by the npm of the test extra.
node_modules/installed: .venv/installed-test package.json package-lock.json
	@$(BIN)/npm ci --silent --ignore-scripts
	@touch $@

test: install-test node_modules/installed
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m pytest --numprocesses auto --maxschedchunk 1

test-full: install-test node_modules/installed
	@$(BIN)/python -m tests.browser
	@$(BIN)/python -m pytest --numprocesses auto --maxschedchunk 1 --full

check: install-test check-scripts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

check-scripts: node_modules/installed
	@$(BIN)/oxlint --deny-warnings voting/static offline tests/javascript tests/provider
	@$(BIN)/node node_modules/typescript/bin/tsc --project jsconfig.json
	@$(BIN)/node node_modules/typescript/bin/tsc --project tests/javascript/worker.jsconfig.json

# From now on git checks what is about to be committed: the same as make check, as far as the files concern it.
hooks: install-test
	@$(BIN)/pre-commit install

# How fast it all is, beside an empty view and the goals of docs/speed.md: votes, a hall, the whole
# membership, doors, the office, screens. BENCH_JSON=FILE keeps the figures; COMPARE=FILE sets them beside those of another run.
bench: install-test
	@$(BIN)/python -m tests.bench $(if $(COMPARE),--compare $(COMPARE))

# What takes longer, or is of one part alone: what each page and step costs as the register grows, the roll that the
# stewards' phones fetch, each page of the office, inviting 45,598 members, closing a ranked election, counting a million
# rankings, playing the whole day of 2025, and sealing ballots and looking at a box of them.
.PHONY: bench-more
bench-more: install-test
	@$(BIN)/python -m tests.bench.growth
	@$(BIN)/python -m tests.bench.growth --database postgresql
	@$(BIN)/python -m tests.bench.roll
	@$(BIN)/python -m tests.bench.pages
	@$(BIN)/python -m tests.bench.pages --database postgresql
	@$(BIN)/python -m tests.bench.letters
	@$(BIN)/python -m tests.bench.closing
	@$(BIN)/python -m tests.bench.closing --database postgresql
	@$(BIN)/python -m tests.bench.count
	@$(BIN)/python -m tests.bench.day
	@$(BIN)/python -m tests.bench.sealed
	@$(BIN)/node tests/bench/seal.mjs
	@$(BIN)/python -m tests.bench.verify_sealed
	@$(BIN)/python -m tests.bench.ten_hours

# That a site of two application machines and two of the database stands when one falls: docs/operations/high-availability.md.
# In network namespaces, as root, with Debian's patroni, etcd and nginx; ten minutes.
.PHONY: prove-standing
prove-standing: install-test
	@$(BIN)/python -m tests.standing

# Small changes to the pure rules that no test notices: a sample, the same for the same seed. Takes half an hour.
MUTANTS ?= 400
SEED ?= 1
.PHONY: mutants
mutants: install-test
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[mutants]'
	@$(BIN)/python -m tests.mutants --number $(MUTANTS) --seed $(SEED)

# Whether a flaw is known of a package that is pinned here. It needs the network, and so is no part of make check: once a week.
.PHONY: advisories
advisories: install-test
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[advisories]'
	@$(BIN)/python -m tests.advisories

# After a sentence was added or changed: gather it for the translators, and compile what they wrote.
.PHONY: messages compile-messages
messages: install-test
	@mkdir -p instance
	@$(BIN)/pybabel extract --mapping babel.cfg --no-location --sort-output --output instance/messages.pot .
	@for language in nl fr de; do $(BIN)/pybabel update --no-fuzzy-matching --ignore-obsolete --width 110 --input-file instance/messages.pot \
		--output-dir voting/translations --locale $$language; done

compile-messages: install-test
	@$(BIN)/pybabel compile --directory voting/translations

# The page of keyholders, and of members who check a test of the seal or a receipt, in one file without any outside part: it prints its SHA-256, and writes
# it where the server reads it.
.PHONY: sealed-page
sealed-page: node_modules/installed
	@$(BIN)/node offline/build.js build/sealed.html voting/box/sealed-page.sha256

# The script of the pages of sealed votes, in one file, of voting/static/sealed/ and what it needs.
.PHONY: sealed-script
sealed-script: node_modules/installed
	@$(BIN)/npm run --silent sealed-script

.PHONY: pictures
pictures: install-test
	@$(BIN)/python -m docs.screenshots
