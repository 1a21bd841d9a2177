# The commands of this book; each sets up what it needs first (.venv and node_modules).

PORT = 8000
# The first Python on the path that is new enough. Another one: make PYTHON=python3.13 serve
PYTHON := $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)
ifeq ($(PYTHON),)
PYTHON := python3
endif
BIN := .venv/bin
PEERS := .venv-peers/bin

# $(call step,what it does,command): say it, run it, say how long it took.
define step
@echo "== $(1)"; start=$$(date +%s); $(2) || exit $$?; echo "   $$(($$(date +%s) - start)) s"
endef

.PHONY: help serve site pdf offline zensical test benchmark benchmark-training peers code-mutants fuzz format setup lock clean

help:
	@echo "make serve   check, build and serve the book at http://127.0.0.1:$(PORT) (PORT=...)"
	@echo "make test    check everything"
	@echo "make peers   hold the code against PyTorch, JAX and scikit-learn (some minutes at first)"
	@echo "make site    build the book into site/"
	@echo "make pdf     the whole book as dist/nnbook.pdf, printed by Chromium"
	@echo "make offline  the book as dist/nnbook.zip, to open from a file"
	@echo "make zensical  try the same book with Zensical, the successor of the theme"
	@echo "make code-mutants  change the code of each chapter at every place; formulas or tests must fail"
	@echo "make benchmark  how long the checks take, and that they take twice as long for twice as much"
	@echo "make benchmark-training  time of a training step against the peers; renews the table of the chapter"
	@echo "make fuzz    a million random inputs for the reader of formulas (ARGUMENTS='--seed 1')"
	@echo "make format  let ruff format the code"
	@echo "make lock    put newer versions into the lock files"
	@echo "make clean   remove all that these commands made"

serve:
	@$(PYTHON) .ci/environment.py --port "$(PORT)"
	@$(BIN)/python -m nnbook.site serve --port "$(PORT)"

site: setup
	@$(BIN)/python -m nnbook.site build

pdf: site
	@$(BIN)/python -m nnbook.site pdf

offline: site
	@$(BIN)/python -m nnbook.site offline

zensical: setup
	@$(BIN)/python -m nnbook.site zensical

# Quick ones first. The site comes after the wrong formulas: its pages say how many were tried.
test: setup
	$(call step,format,$(BIN)/python -m ruff format --check .)
	$(call step,lint,$(BIN)/python -m ruff check .)
	$(call step,types,$(BIN)/python -m mypy)
	$(call step,formulas,$(BIN)/python -m nnbook check)
	$(call step,doctests and tests,$(BIN)/python -m pytest -n auto --maxprocesses 4 \
		--ignore tests/built --ignore tests/browser --ignore tests/peers)
	$(call step,wrong formulas must fail,$(BIN)/python -m nnbook mutate)
	$(call step,site,$(BIN)/python -m nnbook.site build)
	$(call step,built site and browser,$(BIN)/python -m pytest -n auto --maxprocesses 4 \
		tests/built tests/browser)

# The peers are large and nothing else needs them: an environment and a lock of their own.
peers:
	@$(PYTHON) .ci/environment.py --peers
	@echo "== peers"
	@$(PEERS)/python -m pytest tests/peers

benchmark: setup
	@$(BIN)/python -m benchmarks.check $(ARGUMENTS)

# Writes into the book, so it is no part of another target.
benchmark-training:
	@$(PYTHON) .ci/environment.py --peers
	@$(PEERS)/python -m benchmarks.fast_training

# Too long for every change: half an hour and ten minutes of one processor. A sample is in the tests.
code-mutants: setup
	@$(BIN)/python -m tests.mutants $(ARGUMENTS)

fuzz: setup
	@$(BIN)/python -m tests.fuzz $(ARGUMENTS)

format: setup
	@$(BIN)/python -m ruff check --fix .
	@$(BIN)/python -m ruff format .

setup:
	@$(PYTHON) .ci/environment.py

# On Linux the registry's file of torch wants the CUDA packages. The lock takes PyTorch's own file without
# CUDA there, this one for Python 3.11; it belongs to the version of torch in pyproject.toml.
TORCH_WITHOUT_CUDA := 6746dbcbeb526eb61330b76b41ff1b4eb848951103a892eeb080dfa2b264667b
LINUX := sys_platform == '\''linux'\'' and platform_machine == '\''x86_64'\''
NOT_LINUX := sys_platform != '\''linux'\'' or platform_machine != '\''x86_64'\''

lock: setup
	$(BIN)/python -m pip install --quiet --upgrade --target .nnbook/uv "uv>=0.13,<0.14"
	.nnbook/uv/bin/uv pip compile --quiet --upgrade pyproject.toml --output-file requirements.txt \
		--universal --python-version 3.11 --fork-strategy fewest --all-extras \
		--generate-hashes --no-emit-index-url --no-annotate --no-header
	.nnbook/uv/bin/uv pip compile --quiet --upgrade --group peers --output-file requirements-peers.txt \
		--universal --python-version 3.11 --fork-strategy fewest \
		--generate-hashes --no-emit-index-url --no-annotate --no-header
	awk '/^torch==/ { print $$1 "+cpu ; $(LINUX) \\\n    --hash=sha256:$(TORCH_WITHOUT_CUDA)"; \
		print $$1 " ; $(NOT_LINUX) \\"; next } { print }' \
		requirements-peers.txt > .nnbook/peers.txt && mv .nnbook/peers.txt requirements-peers.txt
	PATH="$(CURDIR)/$(BIN):$$PATH" npm update --package-lock-only --ignore-scripts
	$(PYTHON) .ci/environment.py

clean:
	rm -rf .venv .venv-peers node_modules site dist .nnbook .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -path ./.git -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
