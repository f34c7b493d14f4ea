"""The house rules as functions over source text: each yields what it objects to. See test_architecture.py."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BOTTOM = {"kit"}
ACCOUNTS = BOTTOM | {"audit", "notifications"}
PARTICIPANTS = ACCOUNTS | {"accounts"}
PARTNERSHIPS = PARTICIPANTS | {"participants"}
SIBLINGS = PARTNERSHIPS | {"partnerships"}
# What each app may import; kit knows nobody, siblings are strangers.
MAY_IMPORT = {
    "kit": set(),
    "audit": BOTTOM,
    "notifications": BOTTOM,
    "accounts": ACCOUNTS,
    "participants": PARTICIPANTS,
    "partnerships": PARTNERSHIPS,
    "matching": SIBLINGS,
    "checkins": SIBLINGS,
    "surveys": SIBLINGS,
    "evaluation": SIBLINGS | {"matching", "checkins", "surveys"},
}
APPS = [app for app in [*MAY_IMPORT, "plp"] if (ROOT / app).is_dir()]
MANAGERS = {"objects", "_default_manager", "_base_manager"}
LONGEST_VIEW = 25
LONGEST_FILE = 400


def python_files(*folders, migrations=False):
    """The project's own Python files, as paths from the root."""
    for folder in folders or APPS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if migrations or "migrations" not in path.parts:
                yield path.relative_to(ROOT)


def view_files():
    """Modules whose functions answer requests (the demo's own apart: it lets anybody be anybody)."""
    pages = {Path("plp/pages.py"), Path("plp/home.py")}
    for path in python_files():
        if path in pages or ("views" in {path.stem, path.parent.name} and "demo" not in path.parts):
            yield path


def upward_imports(path, source):
    """Imports, inline ones and those by name included, of what stands above or beside the file's app."""
    app = Path(path).parts[0]
    if app == "plp":
        return
    allowed = MAY_IMPORT[app] | {app}
    for node in ast.walk(ast.parse(source)):
        for name in _imported(node):
            if name in APPS and name not in allowed:
                yield f"{path}:{node.lineno} imports {name}"


def _imported(node):
    if isinstance(node, ast.Import):
        return [alias.name.split(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.level == 0:
        return [node.module.split(".")[0]]
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        match = re.fullmatch(r"([a-z]+)\.[A-Za-z_][\w.]*", node.value)
        return [match[1]] if match else []
    return []


def unlimited_reads(path, source):
    """Uses of a manager in a view that are not limited to the person who looks."""
    tree = ast.parse(source)
    limited = {
        id(call.func.value)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and _asks_for_viewer(call)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS and id(node) not in limited:
            yield f"{path}:{node.lineno} reads {ast.unparse(node)} without visible_to"


def _asks_for_viewer(call):
    """`X.objects.visible_to(…)`, or a named question about the person who looks, or about the link they hold."""
    if call.func.attr in {"visible_to", "by_link", "by_join_code"}:
        return True
    if call.func.attr in {"filter", "exclude", "get", "all"} or not call.args:
        return False
    return ast.unparse(call.args[0]) in {"request.user", "user"}


def long_views(path, source):
    """Functions of a view module whose body, without its docstring, is longer than a view should be."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
            lines = node.end_lineno - body[0].lineno + 1
            if lines > LONGEST_VIEW:
                yield f"{path}:{node.lineno} {node.name} has {lines} lines"


def clocks(path, source):
    """Clocks that a test cannot move: the database's, and Python's own."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {
            "Now",
            "functions.Now",
            "date.today",
            "datetime.today",
            "datetime.now",
            "datetime.utcnow",
            "datetime.date.today",
            "datetime.datetime.now",
        }:
            yield f"{path}:{node.lineno} asks {ast.unparse(node.func)}"
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_sql_clock(node.value):
            yield f"{path}:{node.lineno} asks the database's clock"


def _is_sql_clock(text):
    return bool(re.search(r"\bCURRENT_(TIMESTAMP|DATE|TIME)\b|\b(now|clock_timestamp)\(\)", text))


def signals(path, source):
    """Signals: a rule that hides behind one is a rule nobody finds."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and re.search(
            r"\bsignals\b|^django\.dispatch", node.module or ""
        ):
            yield f"{path}:{node.lineno} imports {node.module}"
        if isinstance(node, ast.ImportFrom) and any(alias.name == "signals" for alias in node.names):
            yield f"{path}:{node.lineno} imports signals"


def templates():
    """Every template, as its name in `render`."""
    folder = ROOT / "templates"
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def named_templates():
    """Every template name that some Python file or template says."""
    sources = [(ROOT / path).read_text() for path in python_files()]
    sources += [(ROOT / "templates" / name).read_text() for name in templates() if name.endswith(".html")]
    return set(re.findall(r"""["']([\w/.-]+\.(?:html|txt|svg))["']""", "\n".join(sources)))
