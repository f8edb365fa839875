"""What every test stands on: no screen, no network, no settings of the person who runs it, and
no stray log record."""

from __future__ import annotations

import inspect
import logging
import os
import re
import sys
import time
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from explorer.dataset.model import Dataset

# Qt reads this when the first application object is made, so a value already set is respected.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["TZ"] = "UTC"
time.tzset()

settings.register_profile(
    "house", deadline=None, derandomize=False, max_examples=60, print_blob=True
)
settings.register_profile("house-ci", settings.get_profile("house"), derandomize=True)
settings.load_profile("house-ci" if os.environ.get("CI") else "house")


# No network, ever

REFUSED: list[str] = []
"""What was tried since the last look; kept because code may swallow the error."""


def refuse_network(event: str, args: tuple[Any, ...], *, told: list[str] = REFUSED) -> None:
    """Audit hook that refuses every look-up and connection; AF_UNIX (X11, D-Bus) is no network."""
    if not event.startswith("socket."):
        return
    import socket

    reaching = event in ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind")
    asking = event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")
    if asking or (reaching and args[0].family in (socket.AF_INET, socket.AF_INET6)):
        told.append(f"{event}{args[1:] if reaching else args}")
        raise PermissionError(f"no network, ever: {told[-1]}")


sys.addaudithook(refuse_network)


@pytest.fixture(scope="session", autouse=True)
def _no_network_in_children(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Every Python started by a test refuses the network as well."""
    folder = tmp_path_factory.mktemp("offline")
    code = inspect.getsource(refuse_network).replace("= REFUSED", "= []")
    head = "from __future__ import annotations\nimport sys\n"
    (folder / "sitecustomize.py").write_text(f"{head}{code}sys.addaudithook(refuse_network)\n")
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(folder), before]))
    yield
    if before is None:
        del os.environ["PYTHONPATH"]
    else:
        os.environ["PYTHONPATH"] = before


# No stray log record


class Expected:
    """The log records that a test says it will cause."""

    def __init__(self) -> None:
        self.patterns: dict[str, bool] = {}

    def __call__(self, pattern: str) -> None:
        """Expect one or more records whose message matches ``pattern`` somewhere."""
        self.patterns[pattern] = False

    def meets(self, message: str) -> bool:
        """Whether ``message`` was expected."""
        met = [pattern for pattern in self.patterns if re.search(pattern, message)]
        self.patterns.update(dict.fromkeys(met, True))
        return bool(met)


class Ear(logging.Handler):
    """Collects the records of WARNING and above, of ``logging`` and of Qt."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(f"{record.levelname} {record.name}: {record.getMessage()}")


EAR = Ear()
EXPECTED = pytest.StashKey[Expected]()


def _look(item: pytest.Item) -> None:
    """Fail for whatever was logged or refused since the last look."""
    expected = item.stash.get(EXPECTED, Expected())
    stray = [record for record in EAR.records if not expected.meets(record)] + REFUSED
    EAR.records.clear()
    REFUSED.clear()
    if stray:
        pytest.fail("logged or tried, and no test expects it:\n" + "\n".join(stray), pytrace=False)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    root = logging.getLogger()
    if EAR not in root.handlers:
        root.addHandler(EAR)
    root.setLevel(logging.WARNING)
    EAR.records.clear()
    REFUSED.clear()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    try:
        result = yield
    except BaseException:
        EAR.records.clear()  # the report shows them anyway
        REFUSED.clear()
        raise
    _look(item)
    expected = item.stash.get(EXPECTED, Expected())
    if missed := [pattern for pattern, met in expected.patterns.items() if not met]:
        pytest.fail(f"expected in the log, but absent: {missed}", pytrace=False)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, None, None]:
    result = yield
    _look(item)
    return result


@pytest.fixture
def expect_log(request: pytest.FixtureRequest) -> Expected:
    """``expect_log(pattern)``: a warning like this is part of the behaviour, and must come."""
    return request.node.stash.setdefault(EXPECTED, Expected())


def pytest_sessionstart(session: pytest.Session) -> None:
    """Hear Qt between tests, while widgets are torn down: pytest-qt does so only until a test's
    call is over (``qt_log_level_fail``), and then puts this back."""
    from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

    ignored = session.config.getini("qt_log_ignore")
    quiet = (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)

    def hear(kind: QtMsgType, _context: QMessageLogContext, message: str | None) -> None:
        told = message or ""
        if kind not in quiet and not any(re.search(pattern, told) for pattern in ignored):
            EAR.records.append(f"Qt: {told}")

    qInstallMessageHandler(hear)


def pytest_sessionfinish() -> None:
    from PySide6.QtCore import qInstallMessageHandler

    qInstallMessageHandler(None)


# Fresh settings


@pytest.fixture(autouse=True)
def _fresh_settings(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A home of its own for each test (not its ``tmp_path``, which stays empty)."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for name, folder in [
        ("CONFIG", ".config"),
        ("CACHE", ".cache"),
        ("DATA", ".local/share"),
        ("STATE", ".local/state"),
    ]:
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / folder))
    for name in [name for name in os.environ if name.startswith("CHUHAI_")]:
        monkeypatch.delenv(name)
    from PySide6.QtCore import QSettings

    for form in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        QSettings.setPath(form, QSettings.Scope.UserScope, str(home / ".config"))


# Data


@pytest.fixture(scope="session")
def bundled() -> Dataset:
    """The bundled package, loaded once; datasets are frozen."""
    from explorer.common.paths import bundled_package
    from explorer.dataset.build import load

    return load(bundled_package())
