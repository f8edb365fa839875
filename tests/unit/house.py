"""Rules of the house that import contracts cannot say, checked on the syntax trees.

Each check takes the folder of the ``explorer`` package and returns one message for each breach,
which says where, what, and what to do instead; an empty list means that all is well.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MAY_TOUCH_FILES: Final = ("files/", "common/paths.py")
"""Where the disk may be touched: a folder ends in ``/``."""

QT_ROOMS: Final = ("bench", "app", "shell", "views", "export", "paint", "session")
QTCORE_ONLY: Final = ("session",)
FRAME_ROOMS: Final = ("dataset", "files")

FILES_ADVICE: Final = (
    "files are read and written in explorer/files/ alone: take bytes or values from there "
    "(read: files.package, files.resources; write: files.safe.write_whole)"
)
CODE_ADVICE: Final = "data is never code: read JSON, CSV or plain arrays instead"
NET_ADVICE: Final = "the program is offline, always: leave this out"
HIDDEN_ADVICE: Final = "write a plain import, which the contracts can see"
SESSION_ADVICE: Final = "the session may use QtCore only: hand over plain values, draw in views"
QT_ADVICE: Final = f"Qt is kept to {', '.join(QT_ROOMS)}: pass in a protocol or plain values"

FILE_MODULES: Final = _words(
    "tempfile shutil sqlite3 glob fileinput mmap dbm fcntl linecache importlib.resources "
    "pkgutil.get_data logging.FileHandler logging.handlers"
)
QT_FILE_NAMES: Final = _words(
    "QFile QSaveFile QTemporaryFile QTemporaryDir QDir QDirIterator QFileInfo QLockFile "
    "QFileSystemWatcher"
)
NETWORK_MODULES: Final = _words(
    "socket ssl http urllib.request urllib.error urllib.robotparser ftplib smtplib poplib imaplib "
    "nntplib telnetlib xmlrpc socketserver requests httpx aiohttp urllib3 websockets "
    "pyproj.network pyproj.sync PySide6.QtNetwork PySide6.QtWebSockets PySide6.QtWebEngineCore "
    "PySide6.QtWebEngineWidgets PySide6.QtWebChannel PySide6.QtHttpServer"
)
CODE_MODULES: Final = _words("pickle cPickle dill cloudpickle joblib marshal shelve code codeop")
CODE_CALLS: Final = ("eval", "exec", "compile")
CODE_MAKERS: Final = {"common/records.py": "exec"}
"""Makes the ``__init__`` of a record from the names of its fields, as the library's dataclasses
are made: from the program's own source, never from data."""
HIDDEN_IMPORTS: Final = ("__import__", "importlib.import_module", "importlib.__import__")

OS_HARMLESS: Final = _words(
    "environ environb getenv getpid getppid cpu_count process_cpu_count sched_getaffinity name sep "
    "altsep extsep linesep pathsep curdir pardir devnull fspath PathLike fsencode fsdecode _exit "
    "kill getuid uname times urandom getloadavg strerror error isatty get_terminal_size "
    "terminal_size path dup dup2 close O_RDONLY O_WRONLY O_RDWR"
)
OS_PATH_HARMLESS: Final = _words(
    "join basename dirname split splitext splitdrive normpath normcase commonpath commonprefix "
    "isabs abspath relpath expanduser expandvars sep pathsep curdir pardir"
)
PATH_METHODS: Final = _words(
    "read_text read_bytes write_text write_bytes unlink mkdir rmdir symlink_to hardlink_to "
    "iterdir rglob is_file is_dir is_symlink lstat chmod samefile readlink setFileName "
    "addApplicationFont tofile"
)
"""Methods that only paths have, or that only mean files."""

PATH_METHODS_ON_PATHS: Final = _words("open exists stat touch rename replace glob walk resolve")
"""Methods that others have too: they count where the receiver looks like a path."""

TAKE_PATHS: Final = _words(
    "open save load imread imwrite parse ZipFile TTFont QIcon QPixmap QImage QMovie QSvgRenderer "
    "QSvgGenerator QPdfWriter QImageReader QImageWriter FileIO read_csv to_csv read_file to_file "
    "read_dataframe write_dataframe read_json to_json save_as savez savez_compressed savetxt "
    "loadtxt genfromtxt"
)
"""Calls of other packages that are fine on bytes: they count where the first argument is a path."""

TAKE_PATHS_ANYWHERE: Final = _words("save save_as to_csv to_file to_json")
"""Of these the methods of images and frames, whose package no name tells; a writer of ours is a
function of explorer/files/ and no method called so."""

ALWAYS_FILES: Final = _words(
    "io.open io.open_code io.FileIO codecs.open gzip.open bz2.open lzma.open tarfile.open "
    "numpy.memmap numpy.fromfile faulthandler.dump_traceback_later"
)
PATH_NAME: Final = re.compile(r"(^|_)(path|file|filename|folder|directory|target|destination)$")
MODE: Final = re.compile(r"[rwxa][bt]?\+?[bt]?")


@dataclass(frozen=True, slots=True)
class Source:
    """One parsed module; ``where`` is its path under the package, ``names`` what imports bind."""

    where: str
    tree: ast.Module
    names: dict[str, str]

    @property
    def room(self) -> str:
        """The room it is in, '' for the package itself."""
        first = self.where.split("/")[0].removesuffix(".py")
        return "" if first == "__init__" else first

    def say(self, node: ast.AST, what: str, advice: str) -> str:
        """The message of one breach."""
        return f"explorer/{self.where}:{getattr(node, 'lineno', 1)}: {what}: {advice}"

    def resolve(self, node: ast.AST) -> str:
        """Dotted name that ``node`` stands for (``np.load`` → ``numpy.load``), else ''."""
        if isinstance(node, ast.Name):
            return self.names.get(node.id, node.id)
        if isinstance(node, ast.Attribute):
            base = self.resolve(node.value)
            return f"{base}.{node.attr}" if base else ""
        return ""


def sources(package: Path) -> Iterator[Source]:
    """Every module of the package, in the order of their paths."""
    for path in sorted(package.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"), str(path))
        names = {
            alias.asname or alias.name.split(".")[0]: name if alias.asname else _bound(node, alias)
            for node, alias, name in _imports(tree)
        }
        yield Source(path.relative_to(package).as_posix(), tree, names)


def rooms(package: Path) -> set[str]:
    """The rooms on disk: every package and module right under ``explorer``."""
    return {
        path.stem
        for path in package.iterdir()
        if (path.is_dir() and any(path.glob("*.py")))
        or (path.suffix == ".py" and path.stem != "__init__")
    }


def _imports(tree: ast.AST) -> Iterator[tuple[ast.Import | ast.ImportFrom, ast.alias, str]]:
    """Every imported name in full; of relative imports none, as they stay in the house."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node, alias, alias.name
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                yield node, alias, f"{node.module}.{alias.name}"


def _bound(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> str:
    """What ``import a.b`` (binds ``a``) and ``from a import b`` (binds ``b``) stand for."""
    if isinstance(node, ast.Import):
        return alias.name.split(".")[0]
    return f"{node.module}.{alias.name}"


def _among(name: str, banned: Iterable[str]) -> bool:
    return any(name == one or name.startswith(one + ".") for one in banned)


def file_access(package: Path) -> list[str]:
    """Everything outside ``MAY_TOUCH_FILES`` that touches the disk."""
    found = []
    for source in sources(package):
        if source.where.startswith(MAY_TOUCH_FILES):
            continue
        for node, _, name in _imports(source.tree):
            if what := _file_import(name):
                found.append(source.say(node, f"import of {what}", FILES_ADVICE))
        null = {
            call.func
            for call in ast.walk(source.tree)
            if isinstance(call, ast.Call)
            and [source.resolve(first) for first in call.args[:1]] == ["os.devnull"]
        }
        for node in ast.walk(source.tree):
            what = ""
            if node in null:
                continue
            if isinstance(node, ast.Attribute):
                what = _os_attribute(source, node)
            elif isinstance(node, ast.Call):
                what = _file_call(source, node)
            if what:
                found.append(source.say(node, what, FILES_ADVICE))
    return found


def _file_import(name: str) -> str:
    last = name.rpartition(".")[2]
    if name.startswith("PySide6.") and last in QT_FILE_NAMES:
        return name
    if name.startswith("os.path."):
        return "" if last in OS_PATH_HARMLESS else name
    if name.startswith("os."):
        return "" if last in OS_HARMLESS else name
    return name if _among(name, FILE_MODULES) or name in ALWAYS_FILES else ""


def _os_attribute(source: Source, node: ast.Attribute) -> str:
    """``os.x``, ``os.path.x``, ``logging.FileHandler`` and ``QtCore.QFile``, however spelled."""
    name = source.resolve(node)
    base = name.rpartition(".")[0]
    known = base in ("os", "os.path", "logging") or base.startswith("PySide6.")
    return _file_import(name) if known else ""


def _file_call(source: Source, call: ast.Call) -> str:
    name = source.resolve(call.func)
    if name in ALWAYS_FILES:
        return f"{name}()"
    if name == "open":
        return "open()"
    if name == "numpy.load":
        return "" if _is_buffer(source, call) else "numpy.load() of something not in memory"
    last = name.rpartition(".")[2] or getattr(call.func, "attr", "")
    if isinstance(call.func, ast.Attribute):
        pdf_stream = last == "read_bytes" and "pikepdf" in source.names
        if last in PATH_METHODS and not (pdf_stream and not _on_path(source, call)):
            return f".{last}()"
        if last in PATH_METHODS_ON_PATHS and _on_path(source, call):
            return f".{last}() of a path"
        if last == "open" and _has_mode(call):
            return ".open() with a mode"
    if last in TAKE_PATHS and call.args and _is_path(source, call.args[0]):
        outside = _comes_from_outside(source, call.func)
        return f"{last}() of a path" if outside or last in TAKE_PATHS_ANYWHERE else ""
    return ""


def _comes_from_outside(source: Source, node: ast.expr) -> bool:
    """Whether what is called was imported from a package that is not ours."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and not source.names.get(node.id, "explorer").startswith(
        "explorer"
    )


def _is_buffer(source: Source, call: ast.Call) -> bool:
    """Whether the first argument is a fresh ``BytesIO``."""
    first = call.args[0] if call.args else None
    return isinstance(first, ast.Call) and source.resolve(first.func) == "io.BytesIO"


def _on_path(source: Source, call: ast.Call) -> bool:
    assert isinstance(call.func, ast.Attribute)
    receiver = call.func.value
    if isinstance(receiver, ast.Constant | ast.JoinedStr):
        return False
    # ``name.replace(old, new)`` is text; a path's takes one argument.
    enough = call.func.attr not in ("replace", "rename") or len(call.args) == 1
    return enough and _is_path(source, receiver)


def _has_mode(call: ast.Call) -> bool:
    words = {keyword.arg for keyword in call.keywords}
    first = call.args[0] if call.args else None
    mode = isinstance(first, ast.Constant) and isinstance(first.value, str)
    return bool(words & {"mode", "encoding", "newline"}) or (
        mode and bool(MODE.fullmatch(str(first.value)))
    )


def _is_path(source: Source, node: ast.expr) -> bool:
    """Whether ``node`` looks like the name of a file. Qt resources (``:/…``) are in memory."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and not node.value.startswith((":", "<", "{"))
    if isinstance(node, ast.JoinedStr):
        return True
    if isinstance(node, ast.Name | ast.Attribute):
        last = node.id if isinstance(node, ast.Name) else node.attr
        return bool(PATH_NAME.search(last.lower()))
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Div) and (
            _is_path(source, node.left) or isinstance(node.right, ast.Constant | ast.JoinedStr)
        )
    if isinstance(node, ast.Call):
        name = source.resolve(node.func)
        if name == "str":
            return bool(node.args) and _is_path(source, node.args[0])
        return name in ("pathlib.Path", "explorer.common.paths.resources") or name.endswith(
            (".with_suffix", ".with_name", ".bundled_package", "pathlib.Path.home")
        )
    return False


def network_and_code(package: Path) -> list[str]:
    """Network modules, code taken from data, and imports that the contracts cannot see."""
    found = []
    for source in sources(package):
        for node, _, name in _imports(source.tree):
            if _among(name, NETWORK_MODULES):
                found.append(source.say(node, f"import of {name}", NET_ADVICE))
            elif _among(name, CODE_MODULES):
                found.append(source.say(node, f"import of {name}", CODE_ADVICE))
            elif name in HIDDEN_IMPORTS:
                found.append(source.say(node, f"import of {name}", HIDDEN_ADVICE))
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call):
                found += _code_call(source, node)
    return found


def _code_call(source: Source, call: ast.Call) -> Iterator[str]:
    name = source.resolve(call.func).removeprefix("builtins.")
    made = name != "" and CODE_MAKERS.get(source.where) == name
    if not made and (name in CODE_CALLS or getattr(call.func, "attr", "") == "eval"):
        yield source.say(call, f"{name or 'eval'}()", CODE_ADVICE)
    elif name in HIDDEN_IMPORTS:
        yield source.say(call, f"{name}()", HIDDEN_ADVICE)
    for word in call.keywords:
        if word.arg == "allow_pickle" and getattr(word.value, "value", None) is not False:
            yield source.say(call, "allow_pickle", CODE_ADVICE)


def qt_use(package: Path) -> list[str]:
    """Qt outside its rooms, and more of it than QtCore in the session."""
    found = []
    for source in sources(package):
        for node, _, name in _imports(source.tree):
            top = name.split(".")[0]
            if top not in ("PySide6", "pyqtgraph", "shiboken6"):
                continue
            if source.room not in QT_ROOMS:
                found.append(source.say(node, f"import of {name}", QT_ADVICE))
            elif source.room in QTCORE_ONLY and not (
                _among(name, ["PySide6.QtCore"]) or top == "shiboken6"
            ):
                found.append(source.say(node, f"import of {name}", SESSION_ADVICE))
    return found
