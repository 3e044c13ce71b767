"""Remembers which test runs which line: to find out takes as long as the tests do, so it is done once a file."""

import hashlib
import pickle
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from scripts.mutation.making import Mutant, mutants_of
from scripts.mutation.rooms import Room

Lines = Mapping[Path, Mapping[int, set[str]]]


@dataclass(frozen=True, slots=True)
class Seen:
    """What the tests of a file did: the seconds of each, the lines of each source with their tests, who failed."""

    seconds: Mapping[str, float]
    lines: Lines
    broken: Sequence[str]

    def shared(self) -> "Seen":
        """What one computed for all, each of them may need, and has to wait for."""
        everybody = set(self.seconds)
        longest = max(self.seconds.values(), default=0.0)
        lines = {
            path: {line: everybody if tests else tests for line, tests in each.items()}
            for path, each in self.lines.items()
        }
        return replace(self, seconds=dict.fromkeys(everybody, longest), lines=lines)


@dataclass(frozen=True, slots=True)
class Judges:
    """The tests by name, the seconds of each, and who runs a line, or anything of a file that changed since."""

    items: Mapping[str, pytest.Item]
    seconds: Mapping[str, float]
    lines: Lines
    anywhere: Mapping[Path, set[str]]

    def of(self, path: Path, first: int, last: int) -> set[str]:
        """Return the tests that run any of these lines."""
        lines = self.lines.get(path, {})
        found = set().union(*(lines.get(line, set()) for line in range(first, last + 1)))
        return (found | self.anywhere.get(path, set())) & self.seconds.keys() & self.items.keys()

    def idle(self) -> set[str]:
        """Return the tests that run no line of any file: they look at its tables, or at its classes."""
        busy = self.of_any_line(set(self.lines) | set(self.anywhere))
        return set(self.seconds) - busy

    def of_any_line(self, paths: Iterable[Path]) -> set[str]:
        """Return the tests that run anything in these files."""
        found = set().union(*(tests for path in paths for tests in self.lines.get(path, {}).values()))
        changed = set().union(*(self.anywhere.get(path, set()) for path in paths))
        return (found | changed) & self.seconds.keys() & self.items.keys()


@dataclass(frozen=True, slots=True)
class _Known:
    """What was seen of a test file that read so, over sources that read so."""

    print: str
    sources: Mapping[Path, str]
    seen: Seen


class Memory:
    """A file that keeps what was seen."""

    def __init__(self, file: Path, sources: Sequence[Path]) -> None:
        self._file = file
        self._sources = {path: _print(path) for path in sources}
        self._known: dict[Path, _Known] = {}
        with suppress(OSError):
            self._known = pickle.loads(file.read_bytes())  # noqa: S301

    def knows(self, tests: Path) -> bool:
        """Whether nothing has to be seen anew: the tests are the same, and they speak of no new source."""
        known = self._known.get(tests)
        if known is None or known.print != _print(tests):
            return False
        text = tests.read_text(encoding="utf-8")
        return not any(path.stem in text for path in self._sources if path not in known.sources)

    def learn(self, tests: Path, seen: Seen) -> None:
        """Keep what was seen."""
        self._known[tests] = _Known(_print(tests), self._sources, seen)

    def save(self) -> None:
        """Write it down."""
        self._file.parent.mkdir(exist_ok=True)
        self._file.write_bytes(pickle.dumps(self._known))

    def judges(self, items: Mapping[str, pytest.Item]) -> Judges:
        """Put together what is known of these tests."""
        seconds: dict[str, float] = {}
        lines: dict[Path, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        anywhere: dict[Path, set[str]] = defaultdict(set)
        for known in self._known.values():
            seconds |= known.seen.seconds
            for path, by_line in known.seen.lines.items():
                if known.sources.get(path) != self._sources.get(path):
                    anywhere[path].update(*by_line.values())
                    continue
                for line, tests in by_line.items():
                    lines[path][line] |= tests
        return Judges(items, {name: seconds[name] for name in items if name in seconds}, lines, anywhere)

    def broken(self, files: Iterable[Path]) -> list[str]:
        """Return the tests that failed on the code as it is."""
        return [name for file in files for name in self._known[file].seen.broken]


def made(room: Room, folder: Path) -> list[Mutant]:
    """Return every mutant of a room; those of a file that did not change are taken from where they were kept."""
    file = folder / f"{room.name}.made"
    kept: dict[Path, tuple[str, list[Mutant]]] = {}
    with suppress(OSError):
        kept = pickle.loads(file.read_bytes())  # noqa: S301
    how = _print(Path(__file__).with_name("making.py"))
    now = {path: how + _print(path) for path in room.files()}
    for path, read in now.items():
        if kept.get(path, ("", []))[0] != read:
            kept[path] = (read, mutants_of(path, room.module_name(path)))
    folder.mkdir(exist_ok=True)
    file.write_bytes(pickle.dumps(kept))
    return [mutant for path in now for mutant in kept[path][1]]


def _print(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
