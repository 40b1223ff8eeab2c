"""The declaration of a block: an exhibit of the report with its prose, or accounts alone.

A block is declared once, on the rule that computes its content (see `indicators.register`). The
values of a period carry the declarations (see `store.values`), so that a section needs no rule
for a title.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from a4p_helpers.core.faults import nearest


@dataclass(frozen=True)
class Block:
    """One block. It `needs` tables, or columns written `table.column`, to be drawn.

    If these were not reported, it keeps its heading and says so; `empty` says why it has nothing to
    show although they came. `labels` and `units` head columns whose names do not suffice; `series`
    is the one whose breaks it mentions, by default its first table. `themes` are its subjects
    beside its priority; with `has_accounts` missions speak below it.
    """

    id: str
    title: str
    needs: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    series: str = ""
    empty: str = ""
    themes: tuple[str, ...] = ()
    has_accounts: bool = False

    @property
    def section(self) -> str:
        """Its section: p1 to p7, or another part of the report."""
        return self.id.partition(".")[0].lower()

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that it needs, each once."""
        return tuple(dict.fromkeys(need.partition(".")[0] for need in self.needs))


Blocks = Mapping[str, Block]


class UnknownBlockError(ValueError):
    """A block that the report does not have."""


def get(known: Blocks, block_id: str) -> Block:
    """Return a block, or name the nearest one."""
    if block_id in known:
        return known[block_id]
    raise UnknownBlockError(f"No block is named {block_id!r}{nearest(block_id, known)}")


def of_section(known: Blocks, section: str) -> list[Block]:
    """Return the blocks of one section, in the order of the report."""
    return [block for block in known.values() if block.section == section]


def with_accounts(known: Blocks) -> tuple[str, ...]:
    """Return the blocks below which missions or Headquarters speak in their own words."""
    return tuple(block.id for block in known.values() if block.has_accounts)
