"""What a section's notebook must not do, found by reading it before any kernel starts.

It refuses what could mislead a reader: a typed figure, a value or block that does not exist, a
chart without words, files and network. Writers are free in what they compute, import and plot.
"""

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from a4p_helpers.core.blocks import Blocks
from a4p_helpers.core.faults import nearest
from a4p_helpers.exhibits import sentences
from a4p_helpers.exhibits.narrative import listed

KERNEL = "python3"
PROSE = re.compile(r"%%(?:say(?:[ \t]+(\w+))?|points|messages[ \t]+\w[^\n]*)[ \t]*(?:\n|$)")
# Names of functions and modules that read files or use the network.
OUTSIDE = {"open", "read_csv", "read_excel", "read_parquet", "read_json", "read_html", "urlopen"}
MODULES = {"urllib", "requests", "httpx", "socket", "subprocess", "shutil", "pathlib", "os", "http"}
FIGURE = ("measure", "unit", "alt", "data")


@dataclass(frozen=True)
class Known:
    """What a section's notebook may name."""

    slug: str
    codes: Collection[str]
    blocks: Blocks
    words: Collection[str] = ()  # names that its page gives to sentences, beside those of cells


@dataclass
class _Read:
    """What was found in the cells so far."""

    opened: dict[str, str] = field(default_factory=dict)  # names of open blocks: their codes
    own: set[str] = field(default_factory=set)  # names that cells compute


def faults(notebook: Mapping[str, Any], known: Known) -> list[str]:
    """Return every fault of a notebook (as JSON) with its cell, in order."""
    found: list[str] = []
    if (name := notebook["metadata"].get("kernelspec", {}).get("name")) != KERNEL:
        found.append(f"its kernel is {name!r}, but runs know only {KERNEL!r}: choose that one")
    cells = notebook["cells"]
    tags = [tag for cell in cells for tag in cell["metadata"].get("tags", [])]
    found += [
        f"no cell is tagged {tag!r}" for tag in ("parameters", "setup", "check") if tag not in tags
    ]
    read, is_open = _Read(), False
    for number, cell in enumerate(cells, start=1):
        if cell["cell_type"] == "code":
            source, own = "".join(cell["source"]), cell["metadata"].get("tags", [])
            is_open |= "setup" in own
            if not is_open and "parameters" not in own:
                found.append(
                    f"cell {number}: code comes before the section is opened: move it down"
                )
            found += [f"cell {number}: {fault}" for fault in _of_cell(source, known, read)]
    return found


def _of_cell(source: str, known: Known, read: _Read) -> Iterator[str]:
    if prose := PROSE.match(source):
        block = prose[1]
        if block and block not in read.opened:
            yield f"no block is open as {block!r}{nearest(block, read.opened)}"
        yield from _of_text(source[prose.end() :], known, read)
        return
    if source.lstrip().startswith(("%", "!")):
        yield "only %%say, %%points and %%messages may begin a cell of a section"
        return
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        yield f"line {error.lineno} is not Python: {error.msg}"
        return
    for node in ast.walk(tree):
        yield from _of_node(node, known, read)
    for text in _sentences_in(tree):
        yield from _of_text(text, known, read)


def _of_text(text: str, known: Known, read: _Read) -> Iterator[str]:
    for line in text.splitlines():
        if figures := sentences.typed(line):
            yield f"the figure {listed(figures)} is typed: name its value in braces"
    for name, how in sentences.names_in(text):
        yield from filter(None, [sentences.check_way(name, how)])
        mine = {*read.own, *known.words, *sentences.WHOLE_SECTION}
        if name == name.lower():
            if name not in mine:
                yield f"no cell above computes {name!r}{nearest(name, mine)}"
            continue
        code = name if "." in name else f"{known.slug.upper()}.{name}"
        if code not in known.codes:
            yield f"there is no indicator {code!r}{nearest(code, known.codes)}"


def _of_node(node: ast.AST, known: Known, read: _Read) -> Iterator[str]:
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        method, first = _called_on_section(node.value)
        if method in ("block", "own") and first:
            read.opened[node.targets[0].id] = first
    modules = [one.name for one in node.names] if isinstance(node, ast.Import) else []
    modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
    for module in modules:
        if module.partition(".")[0] in MODULES:
            yield f"it imports {module}: a section reads only its tables, no files, no network"
    if not isinstance(node, ast.Call):
        return
    called = node.func.attr if isinstance(node.func, ast.Attribute) else _name(node.func)
    if called in OUTSIDE:
        yield f"it calls {called}: a section reads only its tables, no files, no network"
    method, first = _called_on_section(node)
    if method == "block" and first and first not in known.blocks:
        yield f"there is no block {first!r}{nearest(first, known.blocks)}"
    if called == "worked_out" and node.args and isinstance(node.args[0], ast.Constant):
        read.own.add(str(node.args[0].value))
    if called == "figure" and isinstance(node.func, ast.Attribute):
        given = {keyword.arg for keyword in node.keywords}
        if None not in given and (lacking := [name for name in FIGURE if name not in given]):
            yield f"a figure needs {listed(f'`{name}`' for name in lacking)}"


def _called_on_section(node: ast.AST) -> tuple[str, str]:
    """Return the section's method that a node calls, and its first argument if it is a text."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return "", ""
    if _name(node.func.value) != "section" or not node.args:
        return "", ""
    first = node.args[0]
    text = first.value if isinstance(first, ast.Constant) else ""
    return node.func.attr, str(text)


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _sentences_in(tree: ast.AST) -> Iterator[str]:
    """Yield the titles and other sentences with braces that a cell passes to blocks."""
    in_f_strings = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        # Another use of braces, such as a format, names no values.
        names = [name for name, _ in sentences.names_in(node.value)]
        is_sentence = names and all(re.fullmatch(r"[A-Za-z][\w.]*", name) for name in names)
        if is_sentence and id(node) not in in_f_strings:
            yield node.value
