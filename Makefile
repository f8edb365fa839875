# Two commands do everything: `make run` opens the program, `make test` passes its tests.
.POSIX:
.PHONY: run setup test lint check docs bench package system-run system-test system-package clean

VENV = .venv
BIN = $(VENV)/bin

# What Qt needs to draw, on a screen and without one.
SYSTEM_RUN = libegl1 libgl1 libopengl0 libglib2.0-0 libdbus-1-3 libfontconfig1 libxkbcommon0 \
	libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 \
	libxcb-render-util0 libxcb-shape0 libxcb-xinerama0 libxcb-xkb1
# What the tests use besides: a screen, hands, and other programs to read our files with.
SYSTEM_TEST = $(SYSTEM_RUN) xvfb xauth xdotool poppler-utils librsvg2-bin
# What PyInstaller looks into libraries with; and the interpreter's own library, where it lacks.
SYSTEM_PACKAGE = binutils

run: $(VENV)/.made-run
	@if [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]; then \
		exec $(BIN)/chuhai; \
	else \
		echo "There is no screen here, so the window can't open; writing a snapshot instead."; \
		mkdir -p build && $(BIN)/chuhai snapshot build/snapshot.png && echo "Wrote build/snapshot.png"; \
	fi

setup: $(VENV)/.made-run

# A file's tests stay together, since they share what is dear to make; and in their order, which
# puts the long ones first.
test: $(VENV)/.made-test
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n auto --maxprocesses 4 \
		--dist loadfile --no-loadscope-reorder

lint: $(VENV)/.made-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test

# The pictures in the README, and what data/README.md tells of the tables; to be made again when
# the data or the drawing changed.
docs: $(VENV)/.made-run
	$(BIN)/python -m docs.describe
	$(BIN)/chuhai snapshot docs/snapshot.png --size 1600x900
	QT_QPA_PLATFORM=offscreen $(BIN)/python docs/window.py docs/window.png

# Frames of the real window at both device pixel ratios, its cold start beside a bare one, every
# gesture with many events beside plain pyqtgraph (which writes the table in docs/performance.md),
# and the pauses of the event loop. For hands that wait half an hour: nothing else calls it.
bench: $(VENV)/.made-test
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.bench.frames
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.bench.frames --ratio 2
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.bench.cold_start
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.bench.compare
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.bench.gaps

# The program with all it needs as one folder, dist/chuhai, that runs where no Python is.
package: $(VENV)/.made-test
	$(BIN)/python -m PyInstaller --noconfirm --log-level ERROR packaging/chuhai.spec
	@echo "Made dist/chuhai; the program is dist/chuhai/chuhai"

system-run:
	@packaging/system.sh $(SYSTEM_RUN)

system-test:
	@packaging/system.sh $(SYSTEM_TEST)

system-package: $(BIN)/python
	@packaging/system.sh $(SYSTEM_PACKAGE) $$($(BIN)/python packaging/libpython.py)

$(BIN)/python:
	@$(MAKE) system-run
	@python3 -c 'import ensurepip, venv' 2>/dev/null || packaging/system.sh python3-venv
	"$$(packaging/python.sh)" -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip

$(VENV)/.made-run: $(BIN)/python pyproject.toml requirements.lock
	@$(MAKE) system-run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.lock -e .
	@touch $@

$(VENV)/.made-test: $(VENV)/.made-run
	@$(MAKE) system-test
	@$(MAKE) system-package
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.lock -e '.[test,lint,package]'
	@touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
