# demo, test, lab: each makes .venv when it is missing, in any order. `make demo ARGS="--steps 50"`, `make test ARGS=nbs/06_adapter.ipynb`
PYTHON ?= python3
CONSTRAINTS ?= constraints.txt
ARGS ?=
# threads that spin for a busy core make small tensors five times slower
export OMP_WAIT_POLICY ?= passive
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --progress-bar off --disable-pip-version-check --constraint $(CONSTRAINTS)

.PHONY: help demo test lab export figures check clean

help:
	@echo "make demo     train a VMT-Adapter on rendered scenes, pictures in runs/demo"
	@echo "make test     every notebook and every test"
	@echo "make lab      JupyterLab on the notebooks"
	@echo "make export   notebooks -> vmt_nb/, and clean them"
	@echo "make figures  run every notebook and save what it shows"
	@echo "make check    is the package what the notebooks export, and are they clean?"
	@echo "make clean    remove builds and caches (.venv and runs/ stay)"

demo: .venv/run
	$(BIN)/vmt_nb_demo $(ARGS)

test: .venv/dev
	$(BIN)/python -m pytest $(ARGS)

lab: .venv/dev
	$(BIN)/jupyter lab nbs --ServerApp.tornado_settings="{'websocket_max_message_size': 200_000_000}"

export: .venv/dev
	$(BIN)/nbdev_export
	$(BIN)/nbdev_clean

figures: .venv/dev
	$(BIN)/python nbs/_refresh.py $(ARGS)

check: .venv/dev
	$(BIN)/python -m pytest -q --durations=0 vmt_nb/tests/test_package.py

clean:
	rm -rf build dist *.egg-info .pytest_cache nbs/.ipynb_checkpoints
	find nbs vmt_nb data -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "$(PYTHON) cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv"; exit 1; }

.venv/run: settings.ini setup.py $(CONSTRAINTS) | $(BIN)/python
	@echo "installing vmt_nb and its requirements into .venv (a few minutes the first time, torch is large)"
	@$(PIP) --editable . && touch $@

.venv/dev: .venv/run
	@echo "installing what the notebooks' tests need"
	@sed -n 's/^dev_requirements *= *//p' settings.ini | tr ' ' '\n' > $@.txt && $(PIP) --requirement $@.txt && touch $@
