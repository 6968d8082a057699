"""Python: small pieces, and a model that knows nobody."""

import ast
from collections.abc import Iterator

from tests.conventions.tree import ROOT, expect_none, files, has_reason, hits, longer_than, text

FUNCTION_LINES = 30
MODULE_LINES = 250

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(source: str) -> Iterator[tuple[Function, int]]:
    """Yield each function with its lines of code: no signature, docstring, comment or blank."""
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, Function):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            start = body[0].lineno - 1 if body else node.end_lineno
            code = (line.strip() for line in lines[start : node.end_lineno])
            yield node, sum(1 for line in code if line and not line.startswith("#"))


def long_functions(source: str) -> Iterator[str]:
    """Yield each function over the limit whose `def` line gives no reason."""
    lines = source.splitlines()
    for node, length in functions(source):
        if length > FUNCTION_LINES and not has_reason(lines[node.lineno - 1]):
            yield f"{node.lineno}: {node.name} has {length} lines"


def imports(source: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the top-level package of each import."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module.split(".")[0]


def test_no_function_is_longer_than_30_lines() -> None:
    expect_none(
        f"{path}:{found}" for path in files("**/*.py") for found in long_functions(text(path))
    )


def test_no_module_is_longer_than_250_lines() -> None:
    expect_none(longer_than(MODULE_LINES, "**/*.py"))


def test_topology_imports_no_tool_that_acts_and_no_package_that_reads_it() -> None:
    ours = {path.parts[0] for path in files("*/**/*.py")} - {"topology"}
    expect_none(
        f"{path}:{line}: {package}"
        for path in files("topology/**/*.py")
        for line, package in imports(text(path))
        if package in ours or package.startswith(("ansible", "pulumi"))
    )


def test_every_package_is_installed() -> None:
    """A folder that pyproject.toml leaves out works in a checkout and nowhere else."""
    known = text(ROOT / "pyproject.toml")
    packages = {path.parts[0] for path in files("*/__init__.py")} - {"tests", "bench"}
    expect_none(
        f"{name}/ is not in pyproject.toml" for name in packages if f'"{name}*"' not in known
    )


def test_every_silenced_check_says_why() -> None:
    """Behind a dash or a second hash: `S101 - the reason`, `[misc]  # the reason`."""
    silencer = r"# ?(noqa|type: ?ignore|pragma: ?no|shellcheck disable|yamllint disable)\b"
    expect_none(hits(silencer + r"(?!.*\s[-#]\s?\w{2})"))


def test_the_count_leaves_out_signature_docstring_comments_and_blanks() -> None:
    source = (
        'def f(\n    x: int,\n):\n    """Say.\n\n    More.\n    """\n    # why\n\n    return x\n'
    )
    assert [length for _, length in functions(source)] == [1]


def test_a_long_function_is_found_unless_its_def_line_says_why() -> None:
    body = "    x = 1\n" * (FUNCTION_LINES + 1)
    assert list(long_functions("def f():\n" + body)) == ["1: f has 31 lines"]
    assert not list(long_functions("def f():  # long: one table\n" + body))
