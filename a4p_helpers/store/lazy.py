"""A mapping whose members are read or computed on first use."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Generic, TypeVar

from a4p_helpers.core.faults import nearest

T = TypeVar("T")


class Lazy(Mapping[str, T], Generic[T]):
    """Members by name; `find` gives one and is called once for each."""

    def __init__(self, names: Iterable[str], find: Callable[[str], T]) -> None:
        self._names = dict.fromkeys(names)
        self._find = find
        self._found: dict[str, T] = {}

    def __getitem__(self, name: str) -> T:
        if name not in self._found:
            if name not in self:
                raise KeyError(f"{name} does not exist{nearest(name, self)}")
            self._found[name] = self._find(name)
        return self._found[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)
