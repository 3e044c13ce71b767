# From a bare clone: `make demo`, `make test`. Everything is installed below .venv; nothing else is touched.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes
PATHS  := lambda simulator ops soak tests scripts benchmarks

export SAM_CLI_TELEMETRY := 0

.DEFAULT_GOAL := help
.PHONY: help demo simulator bench soak mutants test check certify format skill-package docs screenshot lock sam node clean

help: ## What can be made here
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Voicetill needs Python 3.11 or newer; say which with: make PYTHON=/path/to/python3.11" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

# The project itself, editable: `import voicetill` means lambda/voicetill everywhere.
define install
$(PIP) -r $(1)
$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
@touch $@
endef

$(VENV)/simulator.stamp: $(BIN)/python locks/simulator.txt pyproject.toml
	$(call install,locks/simulator.txt)

$(VENV)/dev.stamp: $(BIN)/python locks/dev.txt pyproject.toml
	$(call install,locks/dev.txt)

$(VENV)/soak.stamp: $(VENV)/dev.stamp locks/soak.txt
	$(call install,locks/soak.txt)

.venv-sam/bin/sam: locks/sam.txt
	$(PYTHON) -m venv .venv-sam
	.venv-sam/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r locks/sam.txt
	@touch $@

node_modules/.stamp: package-lock.json
	npm ci --silent --no-audit --no-fund
	@touch $@

sam: .venv-sam/bin/sam ## Install the SAM command (for its template lint) in .venv-sam

node: node_modules/.stamp ## Install what judges us from npm: Amazon's own schemas, and axe

demo: $(VENV)/simulator.stamp ## Install, then play a first and a returning customer's purchase
	@$(BIN)/python -m simulator demo

simulator: $(VENV)/simulator.stamp ## Open the rehearsal room: the page on 127.0.0.1
	@$(BIN)/python -m simulator.web

bench: $(VENV)/dev.stamp ## Measure side by side, and print ratios
	@$(BIN)/python -m benchmarks
	@$(BIN)/python -m benchmarks renewals

soak: $(VENV)/soak.stamp ## Break everything that can break, for a bounded time, and count what was found
	@$(BIN)/python -m soak

mutants: $(VENV)/soak.stamp ## Change the code in thousands of places, and list which changes no test noticed (takes hours)
	@$(BIN)/python -m scripts.mutants

test: $(VENV)/dev.stamp ## Install what is needed, then run every test
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory node; \
	  else echo "npm is not here: the tests against Amazon's schemas and axe will be skipped"; fi
	@$(MAKE) --no-print-directory sam || echo "SAM could not be installed: its template lint will be skipped"
	$(BIN)/python -m pytest --numprocesses auto --quiet

check: $(VENV)/dev.stamp ## Formatter, linter, strict types, import contracts, template lint
	$(BIN)/ruff format --check $(PATHS)
	$(BIN)/ruff check $(PATHS)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/cfn-lint template.yaml

certify: $(VENV)/dev.stamp ## Check what a certification reviewer checks, in every published locale
	@$(BIN)/python -m scripts.certify

format: $(VENV)/dev.stamp ## Let the formatter and the linter mend what they can
	$(BIN)/ruff format $(PATHS)
	$(BIN)/ruff check --fix $(PATHS)

skill-package: $(VENV)/dev.stamp ## Write skill-package/ from the models and the catalogue
	$(BIN)/python -m scripts.skill_package

docs: $(VENV)/dev.stamp ## Draw the pictures and transcripts that the docs show
	$(BIN)/python -m scripts.checkout_picture
	$(BIN)/python -m scripts.answers_table
	$(BIN)/python -m scripts.transcript
	$(BIN)/python -m scripts.simulator_page

screenshot: $(VENV)/dev.stamp ## Photograph the page and the screens for the docs (needs Chromium)
	VOICETILL_REQUIRE_TOOLS=1 VOICETILL_SCREENSHOT=docs/simulator.png VOICETILL_SCREENS=docs/screens \
	  $(BIN)/python -m pytest --quiet tests/simulator/web/test_access.py tests/simulator/web/test_drawn_screens.py \
	  -k "screenshot or drawn"

lock: ## Make the locks anew (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet pyproject.toml -o lambda/requirements.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet pyproject.toml --extra simulator -o locks/simulator.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet pyproject.toml --extra simulator --extra dev -o locks/dev.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet pyproject.toml --extra simulator --extra dev --extra soak -o locks/soak.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-strip-extras --quiet locks/sam.in -o locks/sam.txt

clean: ## Remove everything that was installed or built
	rm -rf $(VENV) .venv-sam node_modules .aws-sam build
