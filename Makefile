# Tandem. `make` alone lists the targets. A recipe is a line or two; what is longer is in scripts/.

.DEFAULT_GOAL := help
.SUFFIXES:
# With it each start of Ansible and of tandem would compile some six hundred files anew: 7 s of a processor, not 1.
unexport PYTHONDONTWRITEBYTECODE
BIN := .venv/bin
# Starting workers costs a second: more than eight never earn it back.
PYTEST := $(BIN)/pytest --numprocesses auto --maxprocesses 8
# Hashes of every file of a release, so that one lock serves every platform and Python from 3.11.
LOCK := scripts/uv.sh pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: ## Make .venv from the pinned requirements, with the Debian packages it needs
	@scripts/setup.sh $(if $(filter setup,$(MAKECMDGOALS)),--say)

.PHONY: quick
quick: ## The inner loop: ruff, types and the fast tests
	@scripts/phases.sh setup ruff types fast

.PHONY: test
test: ## Lint, types, all tests, the smallest site built and asked, and the smallest cloud's circle
	@scripts/phases.sh setup lint types model unit site circle

.PHONY: test-full
test-full: ## What make test leaves out, as a covering sample
	@scripts/phases.sh setup test-lab recovery test-cloud

.PHONY: lint
lint: setup ## Lint Python, YAML, Ansible, shell and whitespace
	@scripts/lint.sh

.PHONY: ruff
ruff: setup ## Lint and format-check Python alone
	@$(BIN)/ruff check && $(BIN)/ruff format --check

.PHONY: types
types: setup ## Check types, strictly
	@$(BIN)/mypy

.PHONY: model
model: setup ## Test topology/, holding it to its branch coverage, which doubles what a test takes
	@$(PYTEST) tests/topology --cov

.PHONY: unit
unit: setup ## Run all other tests but those that start hosts or a rehearsal of AWS
	@# By file, as fixtures of a file build whole stacks.
	@$(PYTEST) -m 'not lab and not cloud' --ignore tests/topology --dist loadfile

.PHONY: lab
lab: setup ## Build logx-td out of hosts on this machine, ask them, and leave it running
	@$(BIN)/tandem lab up logx-td
	@$(BIN)/tandem lab converge logx-td
	@$(BIN)/tandem lab verify logx-td
	@$(BIN)/tandem lab status
	@echo "next: tandem lab ssh logx-td-node-1 · tandem lab fault --list · tandem lab down"

.PHONY: site
site: setup ## Build logx-td, ask its host, converge again without a change, take it away
	@scripts/rehearse.sh logx-td

.PHONY: test-lab
test-lab: setup ## Run the tests that start hosts on this machine
	@$(BIN)/pytest -m lab

.PHONY: recovery
recovery: setup ## Move the smallest pair to its other site and back, lose a site, prove a restore
	@scripts/recovery.sh --sample

.PHONY: test-recovery
test-recovery: setup ## As recovery; with runs killed half-way, a failover that nobody decides, and a shadow drill
	@scripts/recovery.sh

.PHONY: hosts
hosts: setup ## Build logx-dc, break it, change it, ask whether it is still what it should be: a sample, or all by ALL=1
	@scripts/hosts.sh $(if $(ALL),,--sample)

.PHONY: circle
circle: setup ## Take qps-td round in the rehearsal of AWS: up, nothing to do, drift, away
	@scripts/circle.sh

.PHONY: test-cloud
test-cloud: setup cloud ## Run the tests that build environments in the rehearsal of AWS
	@$(BIN)/pytest -m cloud --numprocesses 2 --dist loadfile --durations 0 --durations-min 20

.PHONY: rounds
rounds: setup ## Take a sample of the cloud's stacks all the way round, or all by ALL=1
	@PYTHONPATH=. $(BIN)/python -m cloud.rounds $(if $(ALL),,--sample)

.PHONY: molecule
molecule: setup ## Build one area at a time on both releases of Debian; RELEASE and ONLY choose
	@scripts/molecule.sh $(if $(RELEASE),-r $(RELEASE)) $(ONLY)

.PHONY: nightly
nightly: setup ## Run everything, at every size; ONLY chooses parts
	@scripts/nightly.sh $(ONLY)

.PHONY: cloud
cloud: setup ## Get the Pulumi engine: the official one, or built from its sources
	@PYTHONPATH=. $(BIN)/python -m cloud

.PHONY: fast
fast: setup ## Run the tests that take less than a second each
	@$(PYTEST) -m 'not slow'

.PHONY: mutation
mutation: setup ## Break topology/ on purpose and see whether its tests notice
	@$(BIN)/mutmut run $(or $(ONLY),'topology.addresses*' 'topology.hosts*' 'topology.formulas*' 'topology.cost*')
	@$(BIN)/mutmut results | grep -v 'not checked' || true

.PHONY: bench
bench: setup ## Measure Tandem, beside its peers
	@$(BIN)/python -m bench

.PHONY: docs
docs: setup ## Write the schemas and tables of docs/ from the model
	@PYTHONPATH=. $(BIN)/python scripts/docs.py

.PHONY: lock
lock: setup ## Pin the requirements again; with UPGRADE=1 to the newest releases
	@$(LOCK) requirements/bootstrap.in --output-file requirements/bootstrap.txt
	@$(LOCK) requirements/runtime.in --output-file requirements/runtime.txt
	@$(LOCK) requirements/dev.in --output-file requirements/dev.txt
	@$(LOCK) cloud/pulumi/toolchain.in --output-file cloud/pulumi/toolchain.txt
	@$(LOCK) bench/peers/pyinfra.in --output-file bench/peers/pyinfra.txt

.PHONY: hooks
hooks: setup ## Run the linters at each commit
	@$(BIN)/pre-commit install

.PHONY: clean
clean: ## Remove .venv and every cache
	@rm -rf .venv .ansible .coverage .hypothesis .*_cache mutants *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
