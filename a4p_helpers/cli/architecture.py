"""The picture of the package: its rooms from top to bottom, and which room imports which.

It is drawn from the code and so is never out of date: rooms come from the package's docstring,
imports from its modules.
"""

import ast
import re
from pathlib import Path
from xml.sax.saxutils import escape

import a4p_helpers

PACKAGE = Path(a4p_helpers.__file__).parent
ROOM = re.compile(r"^ {4}(\w+) {2,}(.+)$", re.MULTILINE)
STEP, TOP, LEFT, WIDTH = 34, 24, 250, 1000  # distance of rooms, first room, where lines begin
STYLE = (
    "text{font:14px Roboto,Arial,sans-serif;fill:#1b2430}.what{fill:#4a5665;font-size:12px}"
    "path{fill:none;stroke:#0b3c6f;stroke-opacity:.35}circle{fill:#0b3c6f}"
)


def picture() -> str:
    """Return the picture as SVG: a dot for each room, a curve to each room that it imports."""
    rooms = ROOM.findall(str(a4p_helpers.__doc__))
    place = {name: TOP + at * STEP for at, (name, _) in enumerate(rooms)}
    lines = []
    for name, y in place.items():
        for other in sorted(_imported(name) & set(place), key=place.__getitem__):
            above = place[other]
            reach = LEFT - min(230, 20 + (y - above) / 2)
            curve = f"M{LEFT} {y}C{reach:g} {y} {reach:g} {above} {LEFT} {above}"
            lines.append(f'<path d="{curve}"/>')
    for name, what in rooms:
        y = place[name]
        lines.append(f'<circle cx="{LEFT}" cy="{y}" r="4"/>')
        lines.append(f'<text x="{LEFT + 14}" y="{y + 5}">{name}</text>')
        lines.append(f'<text class="what" x="{LEFT + 130}" y="{y + 5}">{escape(what)}</text>')
    height = TOP * 2 + STEP * (len(rooms) - 1)
    title = "The rooms of the package; a curve joins each room to those above it that it imports."
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
            f"<title>{title}</title><style>{STYLE}</style>",
            f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
            *lines,
            "</svg>\n",
        ]
    )


def _imported(room: str) -> set[str]:
    """Return the other rooms that the modules of a room import."""
    files = [*(PACKAGE / room).rglob("*.py"), PACKAGE / f"{room}.py"]
    found = set()
    for path in filter(Path.is_file, files):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [f"{node.module}.{one.name}" for one in node.names]
                found |= {name.split(".")[1] for name in names if name.startswith("a4p_helpers.")}
    return found - {room}
