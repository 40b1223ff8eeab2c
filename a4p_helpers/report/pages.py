"""Pages of a report from templates: one style sheet, one policy, nothing from outside."""

import base64
import hashlib
import re
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from a4p_helpers.core import paths
from a4p_helpers.exhibits import narrative

FACE = re.compile(r"@font-face .*\n")
FILTER = "find.js"  # the one script of a report
CODE = re.compile(r"(?<=>)[A-Z][A-Z0-9]*\.[A-Z0-9_]+(?=<)")

BANNER = "Internal edition: not for distribution"
SYNTHETIC = "SYNTHETIC: made up for training; no mission or office reported any of it"


def page(
    template: str,
    *,
    up: str | None = "",
    has_pictures: bool = True,
    script: str = "",
    **parts: Any,
) -> str:
    """Return a whole page: its template filled in, with one style sheet and the policy for it.

    `up` leads from the page to the folder of the report, where its typeface lies; None means a page
    outside a report. A `script` is one of our own, which the policy allows by its hash.
    """
    sheet = style_sheet(up)
    allowed = policy(sheet, has_pictures=has_pictures, script=script)
    return part(
        template, style=Markup(sheet), policy=Markup(allowed), script=Markup(script), up=up, **parts
    )


def policy(sheet: str, *, has_pictures: bool = True, script: str = "") -> str:
    """Return the policy of a page: only its own contents, and only this style sheet."""
    pictures = "img-src data:; " if has_pictures else ""
    scripts = f"script-src 'sha256-{hash_of_text(script)}'; " if script else ""
    style = f"style-src 'sha256-{hash_of_text(sheet)}'"
    return (
        f"default-src 'none'; {pictures}{scripts}font-src 'self'; {style}; "
        "base-uri 'none'; form-action 'none'"
    )


def script(name: str) -> str:
    """Return a script of ours."""
    return (paths.TEMPLATE / name).read_text(encoding="utf-8")


def part(template: str, **parts: Any) -> Markup:
    """Return part of a page: its template filled in."""
    return Markup(_environment().get_template(template).render(**parts))


def style_sheet(up: str | None = "") -> str:
    """Return the one style sheet of all pages; `up` leads to the folder of the typeface, if any."""
    sheet = (paths.TEMPLATE / "report.css").read_text(encoding="utf-8")
    if up is None:
        return FACE.sub("", sheet)
    return sheet.replace("UPfonts/", f"{up}fonts/")


def hash_of_text(text: str) -> str:
    """Return the hash by which a page allows its own style sheet or script and no other."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def breakable(html: str) -> Markup:
    """Let the long codes of indicators break at their dots and underscores."""
    return Markup(CODE.sub(lambda match: _broken(match[0]), html))


def _broken(code: str) -> Markup:
    return Markup(re.sub(r"([._])", r"\1<wbr>", str(escape(code))))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(paths.TEMPLATE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        broken=_broken,
        figure=narrative.figure,
        in_words=narrative.in_words,
        interval=narrative.interval,
        long_date=narrative.long_date,
        plain_number=narrative.plain_number,
    )
    return environment
