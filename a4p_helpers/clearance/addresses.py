"""The pages behind the addresses of numbers, exhibits and sections, which outlive every release.

Each page shows what every released report says at that place and links to it, the newest first.
Every release rewrites the pages from the releases' own records and leaves the releases unchanged.
If the base address has changed, `moved.csv` lists each address as cited and as it is now, so that
a server can redirect.
"""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from a4p_helpers.core import paths, publication, reference
from a4p_helpers.indicators.register import REGISTER, series
from a4p_helpers.report import cite, pages

RENAMED = "renamed_indicators.csv"
MOVED, ALL = "moved.csv", "addresses.json"

Key = tuple[str, str]  # kind and id


def renamed() -> dict[str, str]:
    """Return the codes of renamed indicators, each with its present code.

    Raises
    ------
    ReferenceDataError
        A new code is not in the register, or an old one still is.
    """
    rows = reference.rows(RENAMED)
    return {row.read("old", _gone): row.read("new", _known) for row in rows}


def _known(code: str) -> str:
    if code not in REGISTER:
        raise ValueError("no indicator has this code now: write its present code")
    return code


def _gone(code: str) -> str:
    if code in REGISTER:
        raise ValueError("an indicator still has this code: remove the row")
    return code


def told(release: Path) -> dict[str, Any] | None:
    """Return a release's list of its addresses; None if it predates them."""
    try:
        said: dict[str, Any] = json.loads((release / cite.FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return said


def write(edition: str, releases: Sequence[Path]) -> None:
    """Write the page of every address of an edition; `releases` are all of it, the newest last."""
    known = [(release, said) for release in releases if (said := told(release))]
    if not known:
        return
    now, names = publication.settings().base, renamed()
    by_key: dict[Key, list[tuple[Path, dict[str, Any], dict[str, str]]]] = defaultdict(list)
    for release, said in known:
        for item in said["items"]:
            by_key[item["kind"], item["id"]].insert(0, (release, said, item))
    newest, last = known[-1]
    today = {(item["kind"], item["id"]): item for item in last["items"]}
    place = paths.addresses(edition)
    for (kind, id_), held in by_key.items():
        follows = _follows(kind, id_, today, names)
        page = place / kind / f"{id_}.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        html = pages.page(
            "address.html.j2",
            up=None,
            edition=edition,
            banner=pages.BANNER,
            id=id_,
            title=held[0][2]["title"],
            has_values=kind == cite.NUMBERS,
            newest=_newest(newest, last, today.get((kind, follows))),
            renamed=follows if follows != id_ else "",
            last=last["label"],
            rows=_rows(kind, id_, held, now),
        )
        _replace(page, html)
    _replace(place / ALL, _listed(now, newest, last, by_key))
    if moved := _moved(edition, known, now):
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows([("cited", "now"), *moved])
        _replace(place / MOVED, text.getvalue())


def _follows(kind: str, id_: str, today: Mapping[Key, object], names: Mapping[str, str]) -> str:
    """Return the present id of the target of an address: an indicator's code may have changed."""
    if (kind, id_) in today or kind != cite.NUMBERS:
        return id_
    return names.get(id_) or series(id_)


def _newest(
    release: Path, said: Mapping[str, str], item: Mapping[str, str] | None
) -> dict[str, str] | None:
    if item is None:
        return None
    return {**item, "label": said["label"], "said": said["said"], "link": _link(release, item)}


def _rows(
    kind: str, id_: str, held: Sequence[tuple[Path, dict[str, Any], dict[str, str]]], now: str
) -> list[dict[str, str]]:
    """Return a row per release, the newest first; the last release of a period has its anchor."""
    rows: list[dict[str, str]] = []
    last: dict[str, Path] = {}
    for release, said, item in held:
        period = said["period"]
        later = last.setdefault(period, release)
        was = f"{said['base']}/" if said["base"] else ""
        address = f"{was}{cite.FOLDER}/{said['edition']}/{kind}/{id_}.html"
        rows.append(
            {
                **item,
                "anchor": period if later is release else f"{period}-{release.name}",
                "label": said["label"],
                "link": _link(release, item),
                "release": release.name,
                "replaced": "" if later is release else later.name,
                "moved": address if was and said["base"] != now else "",
            }
        )
    return rows


def _link(release: Path, item: Mapping[str, str]) -> str:
    """Return the way from an address to its place in a release."""
    within = release.relative_to(paths.root() / "outputs").as_posix()
    return f"{cite.UP}{within}/{item['place']}"


def _listed(now: str, newest: Path, last: Mapping[str, Any], by_key: Mapping[Key, object]) -> str:
    told = {
        "base": now,
        "newest": {
            "release": newest.relative_to(paths.root() / "outputs").as_posix(),
            "period": last["period"],
        },
        "addresses": [f"{kind}/{id_}.html" for kind, id_ in by_key],
    }
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def _moved(
    edition: str, known: Sequence[tuple[Path, dict[str, Any]]], now: str
) -> list[tuple[str, str]]:
    """Return the addresses that were cited under another base, each as it is now."""
    cited = {
        (said["base"], f"{cite.FOLDER}/{edition}/{item['kind']}/{item['id']}.html"): None
        for _, said in known
        if said["base"] and said["base"] != now
        for item in said["items"]
    }
    return [
        (f"{base}/{address}", f"{now}/{address}" if now else address) for base, address in cited
    ]


def base_said(release: Path) -> str:
    """Say that the addresses of a release have another base than is set now; otherwise blank."""
    said, now = told(release), publication.settings().base
    if said is None or not said["base"] or said["base"] == now:
        return ""
    lists = paths.shown(paths.addresses(said["edition"]) / MOVED)
    return (
        f"It is cited under {said['base']}, but the base is now {now or 'not set'}: make a server "
        f"redirect from there. {lists} lists each address."
    )


def _replace(path: Path, text: str) -> None:
    with paths.replacing(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8", newline="\n")
