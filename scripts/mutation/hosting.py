"""Keeps one pytest session open: its tests are collected once, and each mutant runs those of them that matter.

A first pass runs every test on the code as it is, and remembers how long it took and which lines it ran.
"""

import contextlib
import gc
import hashlib
import os
import pickle
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import coverage
import pytest

KILLED = 1
"""The exit code of a mutant that a test noticed."""

# Their results are kept between tests for speed alone; a mutant would not be asked.
# (Keys that the tests of the gateways make are no result of ours.)
_FORGETFUL = ("voicetill.", "tests.domain.", "tests.services.")


@dataclass(slots=True)
class Judges:
    """The tests: each with its seconds, and the lines of each file with the tests that run them."""

    items: dict[str, pytest.Item] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    lines: dict[Path, dict[int, set[str]]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    def of(self, path: Path, first: int, last: int) -> set[str]:
        """Return the tests that run any of these lines."""
        lines = self.lines.get(path, {})
        return set().union(*(lines.get(line, set()) for line in range(first, last + 1))) & self.items.keys()

    def of_any_line(self, paths: Sequence[Path]) -> set[str]:
        """Return the tests that run anything in these files."""
        return (
            set().union(*(tests for path in paths for tests in self.lines.get(path, {}).values()))
            & self.items.keys()
        )


class Host:
    """A pytest plugin that takes the place of its loop."""

    def __init__(
        self,
        sources: Sequence[Path],
        memory: Path,
        then: Callable[["Host"], None],
        say: Callable[[str], None],
    ) -> None:
        self.judges = Judges()
        self._sources, self._memory, self._then, self._say = sources, memory, then, say
        self._failed = False
        self.ends_at_once = False

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Learn what each test runs, then let the mutants come."""
        self._recall(session.items)
        gc.collect()
        gc.freeze()
        self._then(self)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember a failure."""
        self._failed = self._failed or report.failed

    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> None:
        """In a mutant, end at once: how it failed is told to nobody, and takes longer to tell than to find out."""
        if self.ends_at_once and call.excinfo and not isinstance(call.excinfo.value, pytest.skip.Exception):
            os._exit(KILLED)

    def pytest_assertrepr_compare(self) -> list[str] | None:
        """Spare a mutant the comparison of two long texts."""
        return ["they differ"] if self.ends_at_once else None

    def passes(self, item: pytest.Item, following: pytest.Item | None) -> bool:
        """Run one test, and say whether it passes."""
        self._failed = False
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        return not self._failed

    def _learn(self, items: Sequence[pytest.Item]) -> None:
        watch = coverage.Coverage(data_file=None, config_file=False, include=[str(path) for path in self._sources])
        watch.start()
        with silence():
            for item, following in zip(items, [*items[1:], None], strict=True):
                watch.switch_context(item.nodeid)
                began = time.perf_counter()
                passed = self.passes(item, following)
                self.judges.seconds[item.nodeid] = time.perf_counter() - began
                if not passed:
                    self.judges.broken.append(item.nodeid)
        watch.stop()
        found = watch.get_data()
        for path in self._sources:
            self.judges.lines[path] = {
                line: set(tests) - {""} for line, tests in found.contexts_by_lineno(str(path)).items()
            }
        self._share(items)

    def _share(self, items: Sequence[pytest.Item]) -> None:
        """What one test of a file computed for all of them, each of them may need, and has to wait for."""
        groups = defaultdict(list)
        for item in items:
            if any(_is_forgotten(value) for value in vars(getattr(item, "module", None) or object).values()):
                groups[item.path].append(item.nodeid)
        for group in groups.values():
            longest = max(self.judges.seconds[each] for each in group)
            self.judges.seconds |= dict.fromkeys(group, longest)
            for lines in self.judges.lines.values():
                for tests in lines.values():
                    if not tests.isdisjoint(group):
                        tests.update(group)

    def _recall(self, items: Sequence[pytest.Item]) -> None:
        names = [item.nodeid for item in items]
        files = sorted({item.path for item in items} | set(self._sources))
        now = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
        try:
            kept = pickle.loads(self._memory.read_bytes())  # noqa: S301
        except OSError:
            kept = None
        if kept and kept[0] == (now, names):
            _, self.judges.seconds, self.judges.lines, self.judges.broken = kept
        else:
            self._learn(items)
            self._memory.parent.mkdir(exist_ok=True)
            kept = ((now, names), self.judges.seconds, self.judges.lines, self.judges.broken)
            self._memory.write_bytes(pickle.dumps(kept))
        self.judges.items = {item.nodeid: item for item in items if item.nodeid not in self.judges.broken}
        self._say(f"{len(self.judges.items)} tests in {sum(self.judges.seconds.values()):.0f} s")
        for broken in self.judges.broken:
            self._say(f"left out, because it fails on the code as it is: {broken}")


def open_session(host: Host, tests: Sequence[str]) -> int:
    """Collect the tests, and run the host's loop in their midst; returns pytest's exit code."""
    os.environ["VOICETILL_HYPOTHESIS_PROFILE"] = "mutants"
    with silence():
        return pytest.main(["-qq", "-s", "-p", "no:cacheprovider", *tests], plugins=[host])


def forget() -> None:
    """Empty the caches of functions."""
    for name, module in list(sys.modules.items()):
        if name.startswith(_FORGETFUL):
            for value in list(vars(module).values()):
                if _is_forgotten(value):
                    value.cache_clear()


def _is_forgotten(value: object) -> bool:
    return hasattr(value, "cache_clear") and str(getattr(value, "__module__", "")).startswith(_FORGETFUL)


@contextlib.contextmanager
def silence() -> Iterator[None]:
    """Send what is printed nowhere: a mutant's words are of no interest."""
    sys.stdout.flush()
    kept = os.dup(1), os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(kept[0], 1)
        os.dup2(kept[1], 2)
        for each in (*kept, nowhere):
            os.close(each)
