"""What is declared of a block: an exhibit of the report with its prose, or accounts alone.

A block is declared once, on the rule that works out what it shows (see `indicators.register`), and
the values of a period carry the declarations with them (see `store.values`): whoever writes or
reads a section imports no rule for a title.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from a4p_helpers.core.faults import nearest


@dataclass(frozen=True)
class Block:
    """One block. It `needs` tables, or columns written `table.column`, to be drawn.

    Where they were not reported it keeps its heading and says so; `empty` says why there is
    nothing to show although they came. `labels` and `units` head the columns that their names do
    not; `series` is that of whose breaks it tells, unless it is its first table. `themes` are what
    it speaks of beside its priority; with `has_accounts` missions are heard below it.
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
        """The section it stands in: p1 to p7, or another room of the report."""
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
    raise UnknownBlockError(f"There is no block {block_id!r}{nearest(block_id, known)}")


def of_section(known: Blocks, section: str) -> list[Block]:
    """Return the blocks of one section, in the order of the report."""
    return [block for block in known.values() if block.section == section]


def with_accounts(known: Blocks) -> tuple[str, ...]:
    """Return the blocks below which missions, or Headquarters, are heard in their own words."""
    return tuple(block.id for block in known.values() if block.has_accounts)
