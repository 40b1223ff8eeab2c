"""Pages of a report from their templates: one style sheet, one policy, nothing from outside."""

import base64
import hashlib
import re
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from a4p_helpers.core import paths
from a4p_helpers.exhibits import narrative

CODE = re.compile(r"(?<=>)[A-Z][A-Z0-9]*\.[A-Z0-9_]+(?=<)")

BANNER = "Internal edition: not for distribution"
SYNTHETIC = "SYNTHETIC: made up for training; no mission or office reported any of it"


def page(template: str, *, has_pictures: bool = True, **parts: Any) -> str:
    """Return a whole page: its template filled in, with one style sheet and the policy for it."""
    sheet = style_sheet()
    allowed = policy(sheet, has_pictures=has_pictures)
    return part(template, style=Markup(sheet), policy=Markup(allowed), **parts)


def policy(sheet: str, *, has_pictures: bool = True) -> str:
    """Return the policy of a page: nothing but what stands in it, of styles this sheet alone."""
    pictures = "img-src data:; " if has_pictures else ""
    style = f"style-src 'sha256-{hash_of_text(sheet)}'"
    return f"default-src 'none'; {pictures}{style}; base-uri 'none'; form-action 'none'"


def part(template: str, **parts: Any) -> Markup:
    """Return part of a page: its template filled in."""
    return Markup(_environment().get_template(template).render(**parts))


def style_sheet() -> str:
    """Return the one style sheet of all pages."""
    return (paths.TEMPLATE / "report.css").read_text(encoding="utf-8")


def hash_of_text(text: str) -> str:
    """Return the hash by which a page allows its own style sheet or script and no other."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def breakable(html: str) -> Markup:
    """Let the codes of indicators, long as they are, break at their dots and underscores."""
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
