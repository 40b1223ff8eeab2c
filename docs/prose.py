"""Read the project's prose with a linter: documents, docstrings, comments and messages.

`make lint` runs it. The checks are proselint's and ours; `words.csv` lists ours: a pattern, what is
better, and an example. Each finding is one line. With findings it exits with 1.
"""

import ast
import csv
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from itertools import chain, count
from pathlib import Path

from proselint.checks import __register__
from proselint.config import DEFAULT
from proselint.registry import CheckRegistry
from proselint.tools import LintFile

ROOT = Path(__file__).parent.parent
# Typography and spelling are the UN's; the rest is not about technical texts.
OFF = ("typography", "spelling", "misc", "annotations", "uncomparables", "weasel_words", "hedging")
WORDS = 4  # a text of fewer is a name, not prose
UNREAD = ("docs/data-dictionary.md", "docs/indicators.md")
CODE = re.compile(r"^```.*?^```$|`[^`\n]*`|\]\([^)]*\)|<[^>]+>", re.DOTALL | re.MULTILINE)


def texts() -> Iterator[tuple[str, int, str]]:
    """Give each text that people read: its file, its first line, the text without code."""
    names = count()  # each code gets one of its own, else two in a row would be a word said twice
    pages = (ROOT.glob("*.md"), ROOT.glob("docs/**/*.md"), ROOT.glob("data/raw/reference/*.md"))
    for path in sorted(chain(*pages)):
        name = path.relative_to(ROOT).as_posix()
        if name not in UNREAD:
            text = path.read_text(encoding="utf-8")
            bare = CODE.sub(lambda code: f"c{next(names)}" + "\n" * code[0].count("\n"), text)
            for part in re.finditer(r"(?:.+\n?)+", bare):
                yield name, bare.count("\n", 0, part.start()) + 1, part[0]
    for path in sorted((ROOT / "a4p_helpers").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        source = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)):
            is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
            if is_text and len(node.value.split()) >= WORDS:
                yield name, node.lineno, re.sub(r"`[^`\n]*`", " ", node.value)
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT:
                yield name, token.start[0], token.string


def own() -> list[tuple[re.Pattern[str], str]]:
    """Return our own rules: what is not clear, and what is better."""
    with (Path(__file__).parent / "words.csv").open(encoding="utf-8", newline="") as file:
        return [
            (re.compile(row["pattern"].replace(" ", r"\s+")), row["better"])
            for row in csv.DictReader(file)
        ]


def findings() -> Iterator[str]:
    """Give each finding as one line: where, what, what is better."""
    rules, registry = own(), CheckRegistry()
    registry.register_many(__register__)
    config = {**DEFAULT, "checks": {**DEFAULT["checks"], **dict.fromkeys(OFF, False)}}
    for name, first, text in texts():
        for pattern, better in rules:
            for found in pattern.finditer(text):
                line = first + text.count("\n", 0, found.start())
                shown = " ".join(found[0].split())
                yield f"{name}:{line}: {shown!r}: better {better}"
        if name.endswith(".md"):
            for one in LintFile(name, text).lint(config):
                yield f"{name}:{first - 1 + one.pos[0]}: {one.check_result.message}"


def main() -> int:
    """Print every finding; return 1 where there is one."""
    found = sorted(set(findings()))
    print("\n".join(found))
    if found:
        print(f"{len(found)} findings", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
