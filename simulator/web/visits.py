"""The visits that are open: each has a stage of its own, kept in this process under the id in its address."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from threading import RLock
from typing import Any

from simulator.cloud.double import Cloud
from simulator.cloud.wire import DynamoCall
from simulator.script.conversation import BROKEN, Conversation, Entry, welcomes_trouble
from simulator.script.lines import Step
from simulator.stage.clock import Clock
from simulator.stage.function import SkillFunction
from simulator.stage.stage import Stage, set_up
from simulator.stage.turns import Turn
from simulator.web.log_book import LogBook, LogLine
from simulator.web.playing import Playing

MOST_VISITS = 20
"""How many rooms are kept; the one that nobody has entered for longest makes room for the next."""


@dataclass(frozen=True)
class Scene:
    """One line of a conversation and all that came of it; `log` has the lines of each turn by its place here.

    `apology` is what Alexa says in the skill's place, where it may not answer or does not; `calls` are those of
    the attempt that Alexa refused.
    """

    number: int
    entry: Entry
    turns: Sequence[Turn]
    locale: str
    log: Mapping[int, Sequence[LogLine]] = field(default_factory=dict)
    apology: str | None = None
    calls: Sequence[DynamoCall] = ()


class Visit:
    """One conversation on the page, with what is stored now and what was stored a line before."""

    def __init__(self, stage: Stage, log_book: LogBook) -> None:
        self.stage = stage
        self.room = stage.room
        self.conversation = Conversation(stage.room, stage.count_orders)
        self.scenes: list[Scene] = []
        self.items: list[dict[str, Any]] = []
        self.items_before: list[dict[str, Any]] = []
        self.playing: Playing | None = None
        self.notice: str | None = None
        self._log_book = log_book

    def tell(self, line: str | Step) -> Scene:
        """Play one line, whatever comes of it."""
        before, locale = len(self.room.turns), self.room.speaker.device.locale
        with self._log_book.page(lambda: len(self.room.turns) - before) as written:
            entry = self.conversation.perform(line) if isinstance(line, Step) else self.conversation.tell(line)
        # When a line was in vain, its turns are not in the entry; they happened all the same.
        turns = tuple(self.room.turns[before:])
        log: dict[int, list[LogLine]] = {}
        for log_line in written:
            log.setdefault(log_line.turn, []).append(log_line)
        failed = isinstance(entry.cause, BROKEN) or any(turn.trouble for turn in turns)
        apology = self.room.alexa.apology(locale) if failed and locale in self.room.models else None
        scene = Scene(len(self.scenes) + 1, entry, turns, locale, log, apology, self._calls(entry))
        self.scenes.append(scene)
        if turns or entry.attempt:
            self.items_before, self.items = self.items, self.stage.items()
        return scene

    def _calls(self, entry: Entry) -> Sequence[DynamoCall]:
        function = self.room.handler
        return tuple(function.wire.calls) if entry.attempt and isinstance(function, SkillFunction) else ()

    def play_next(self) -> None:
        """Play the next line of the script that is lying here, if one is."""
        if self.playing and (step := self.playing.take()) is not None:
            self.tell(step)

    def play_rest(self) -> None:
        """Play the script to its end, or to the first trouble that it does not expect."""
        while self.playing and (step := self.playing.take()) is not None:
            following = self.playing.following
            problem = self.tell(step).entry.problem
            if problem is not None and not (following and welcomes_trouble(following.text)):
                return


class Visits:
    """All visits of one server, in one cloud.

    One line is played at a time, in whichever visit: a till that opens reads the environment of the process.
    """

    def __init__(
        self,
        cloud: Cloud,
        *,
        clock: Callable[[], Clock] = Clock,
        random: Callable[[], Random] = Random,
        most: int = MOST_VISITS,
    ) -> None:
        self.log_book = LogBook()
        self._cloud, self._clock, self._random, self._most = cloud, clock, random, most
        self._visits: OrderedDict[str, Visit] = OrderedDict()
        self._lock = RLock()

    def __contains__(self, visit_id: str) -> bool:
        return visit_id in self._visits

    def __len__(self) -> int:
        return len(self._visits)

    @contextmanager
    def entered(self, visit_id: str) -> Iterator[Visit]:
        """The visit of this id, to oneself until the block ends; it is begun if there is none."""
        with self._lock:
            if visit_id not in self._visits:
                self.begin(visit_id)
            self._visits.move_to_end(visit_id)
            yield self._visits[visit_id]

    def begin(self, visit_id: str) -> Visit:
        """Begin a visit, instead of the one that had this id."""
        with self._lock:
            self._strike(visit_id)
            while len(self._visits) >= self._most:
                self._strike(next(iter(self._visits)))
            stage = set_up(self._cloud, watched=True, clock=self._clock(), random=self._random())
            visit = self._visits[visit_id] = Visit(stage, self.log_book)
            return visit

    def close(self) -> None:
        """End all visits."""
        with self._lock:
            for visit_id in list(self._visits):
                self._strike(visit_id)

    def _strike(self, visit_id: str) -> None:
        """Forget a visit, and all that was its own."""
        visit = self._visits.pop(visit_id, None)
        if visit is not None:
            visit.stage.strike()
