"""The magics at the start of a section's cells, and completion within braces.

%%messages GROUP  key messages of a group, a paragraph each: its heading, then its text
%%points          the main points of the section, a paragraph each
%%say             prose of the section: one sentence per line
%%say hospitals   prose of an open block, by its name in the notebook; silent where it is
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from IPython.core.completer import SimpleCompletion, context_matcher
from IPython.core.getipython import get_ipython

from a4p_helpers.core import paths
from a4p_helpers.core.faults import nearest
from a4p_helpers.exhibits.sentences import WAYS, WHOLE_SECTION
from a4p_helpers.section import confined
from a4p_helpers.section.block import OpenBlock
from a4p_helpers.section.writer import SectionError, Writer

OPEN_BRACE = re.compile(r"\{([\w.]*)(?::(\w*))?$")


def register(section: Writer) -> None:
    """Give the cells of a notebook these magics, for the section opened in it."""
    shell: Any = get_ipython()
    if shell is None:
        return

    def say(block: str, text: str) -> None:
        if not block.strip():
            section.say(text)
            return
        opened = {name: one for name, one in shell.user_ns.items() if isinstance(one, OpenBlock)}
        if block not in opened:
            raise SectionError(
                f"%%say {block}: no open block is called {block!r}{nearest(block, opened)}"
            )
        opened[block].say(text)

    def points(_: str, text: str) -> None:
        section.points(text)

    def messages(group: str, text: str) -> None:
        section.messages(group.strip(), text)

    def told(shell: Any, kind: type, error: PermissionError, *where: Any, **_: Any) -> None:
        path = Path(str(error.filename))
        if confined.is_confined() and path.is_relative_to(paths.data()):
            shown = paths.shown(path)
            refusal = SectionError(f"{shown} is not in the external edition: use section.tables")
            shell._showtraceback(SectionError, refusal, [f"SectionError: {refusal}"])
        else:
            shell.showtraceback((kind, error, *where))

    shell.set_custom_exc((PermissionError,), told)
    shell.register_magic_function(say, "cell", "say")
    shell.register_magic_function(points, "cell", "points")
    shell.register_magic_function(messages, "cell", "messages")
    shell.Completer.custom_matchers[:] = [_completing(section)]


def _completing(section: Writer) -> Any:
    @context_matcher()  # type: ignore[untyped-decorator]
    def within_braces(context: Any) -> dict[str, Any]:
        found = OPEN_BRACE.search(context.text_until_cursor)
        typed, fits = "", []
        if found:
            name, way = found.groups()
            typed = name if way is None else way
            fits = [one for one in _names(section, way) if typed.lower() in one.lower()]
        told = [SimpleCompletion(text=one, type="value") for one in fits]
        return {"completions": told, "matched_fragment": typed, "suppress": bool(fits)}

    return within_braces


def _names(section: Writer, way: str | None) -> Iterable[str]:
    """Return the names for braces: those worked out here, and codes, its own first."""
    if way is not None:
        return WAYS
    own = f"{section.slug.upper()}."
    codes = sorted(section.values, key=lambda code: not code.startswith(own))
    return [*section.own_names, *WHOLE_SECTION, *(code.removeprefix(own) for code in codes)]
