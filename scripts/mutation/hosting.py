"""Keeps one pytest session open: its tests are collected once, and each mutant runs those of them that matter.

A first pass runs every test on the code as it is, and remembers how long it took and which lines it ran.
"""

import contextlib
import gc
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import coverage
import pytest

from scripts.mutation.remembering import Judges, Memory, Seen

KILLED = 1
"""The exit code of a mutant that a test noticed."""

# Their results are kept between tests for speed alone; a mutant would not be asked.
# (Keys that the tests of the gateways make are no result of ours.)
_FORGETFUL = ("voicetill.", "tests.domain.", "tests.services.")


class Host:
    """A pytest plugin that takes the place of its loop."""

    def __init__(
        self,
        sources: Sequence[Path],
        memory: Path,
        then: Callable[["Host"], None],
        say: Callable[[str], None],
    ) -> None:
        self.judges = Judges({}, {}, {}, {})
        self._sources, self._memory, self._then, self._say = sources, memory, then, say
        self._failed = False
        self.ends_at_once = False
        self.forget: Callable[[], None] = forgetting()

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Learn what each test runs, then let the mutants come."""
        self._learn(session.items)
        self.forget = forgetting()
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
        memory = Memory(self._memory, self._sources)
        files = defaultdict(list)
        for item in items:
            files[item.path].append(item)
        missing = [file for file in files if not memory.knows(file)]
        if missing:
            self._say(f"looking which lines the tests of {len(missing)} files run")
        for file in missing:
            memory.learn(file, self._watched(files[file]))
            memory.save()
        self.judges = memory.judges({item.nodeid: item for item in items})
        self._say(f"{len(self.judges.items)} tests, {sum(self.judges.seconds.values()):.0f} s")
        for broken in memory.broken(files):
            self._say(f"left out, because it fails on the code as it is: {broken}")

    def _watched(self, items: Sequence[pytest.Item]) -> Seen:
        """Run the tests of a file, and see which lines each of them runs."""
        watch = coverage.Coverage(data_file=None, config_file=False, include=[str(path) for path in self._sources])
        # A file may look at tables alone; the project's own rule would make an error of that warning.
        watch.set_option("run:disable_warnings", ["no-data-collected"])
        seconds, broken = dict[str, float](), []
        watch.start()
        with silence():
            for item, following in zip(items, [*items[1:], None], strict=True):
                watch.switch_context(item.nodeid)
                began = time.perf_counter()
                if not self.passes(item, following):
                    broken.append(item.nodeid)
                seconds[item.nodeid] = time.perf_counter() - began
        watch.stop()
        found = watch.get_data()
        lines = {path: found.contexts_by_lineno(str(path)) for path in self._sources}
        self._say(f"{items[0].path.name}: {sum(seconds.values()):.1f} s")
        seen = Seen(
            seconds={name: each for name, each in seconds.items() if name not in broken},
            lines={
                path: {line: set(tests) & seconds.keys() - set(broken) for line, tests in each.items()}
                for path, each in lines.items()
            },
            broken=broken,
        )
        return seen.shared() if _shares(items) else seen


def _shares(items: Sequence[pytest.Item]) -> bool:
    """Whether one test of the file computes, and keeps, what the others need."""
    return any(_is_forgotten(value) for value in vars(getattr(items[0], "module", None) or object).values())


def open_session(host: Host, tests: Sequence[str]) -> int:
    """Collect the tests, and run the host's loop in their midst; returns pytest's exit code."""
    os.environ["VOICETILL_HYPOTHESIS_PROFILE"] = "mutants"
    with silence():
        return pytest.main(["-qq", "-s", "-p", "no:cacheprovider", *tests], plugins=[host])


def forgetting() -> Callable[[], None]:
    """Return what empties the caches of functions; to find them takes longer than many a test."""
    found = {
        id(value): value
        for name, module in list(sys.modules.items())
        if name.startswith(_FORGETFUL)
        for value in list(vars(module).values())
        if _is_forgotten(value)
    }

    def forget() -> None:
        for value in found.values():
            value.cache_clear()

    return forget


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
