"""One room with everybody in it, going on whatever happens: people, companies, the clock, Lambda's rules."""

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from simulator.alexa.envelopes import request_in
from simulator.testing import Disappointed, InVain, Reply, Shop
from soak.faults.injector import Injector
from soak.hearing import says_placed, unproven, unproven_news
from soak.judge import books_of, broken_at_any_moment

Act = str | Callable[["World"], Reply | None]
"""Something that is done: a line of a script, or anything else."""

_ASKS = re.compile(r"(Shall I (place the order|start it)|go on with|check ?out|Would you like to)[^?]*\?")
_OVER = re.compile(r"subscription has started|you have .*(free until|charged next)|still being processed")
_MOST_WORDS = 8
_TIMES = 3
"""How often Alexa tells a skill of an event that it did not take."""


class Log(logging.Handler):
    """Keeps the lines that an alarm would see."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line with its fields."""
        told = {
            name: it for name, it in vars(record).items() if name in ("reference", "checkout_id", "occurrence")
        }
        self.lines.append(f"{record.getMessage()} {told}")

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hear what is logged until the block ends, and let nobody else."""
        logger = logging.getLogger("voicetill")
        before = logger.handlers, logger.propagate
        logger.handlers, logger.propagate = [self], False
        try:
            yield
        finally:
            logger.handlers, logger.propagate = before


@dataclass
class World:
    """`broken` are the promises that were not kept so far."""

    shop: Shop
    injector: Injector
    log: Log = field(default_factory=Log)
    broken: list[str] = field(default_factory=list)
    came_back: int = 0
    """The number of the turn with which the customer came after a fault."""

    _seen: int = 0
    _letters: int = 0
    _events: int = 0
    _noticed: set[str] = field(default_factory=set)

    @property
    def route(self) -> str | None:
        """Which companies there are; None where Amazon Pay is asked through Alexa."""
        office = self.shop.room.back_office
        return None if office is None else office.company.name

    def do(self, act: Act) -> Reply | None:
        """Do something, with all that comes of it at once; None where it could not be done."""
        reply = None
        try:
            reply = act(self) if callable(act) else self.shop.do(act)
        except InVain as error:
            self.injector.told.append(f"    in vain: {act}: {str(error).splitlines()[0]}")
        except Disappointed as error:
            self.broken.append(str(error).splitlines()[0])
        self.events_come_again()
        self.stream()
        self.look()
        return reply

    def events_come_again(self) -> None:
        """Alexa tells a skill again of an event that it did not take."""
        for _ in range(_TIMES):
            turn = self.shop.room.turns[-1] if self.shop.room.turns else None
            if turn is None or turn.trouble is None:
                return
            if not str(request_in(turn.request).get("type")).startswith("AlexaSkillEvent."):
                return
            self.shop.send(turn.request)

    def stream(self) -> None:
        """The table's stream tells the outbox of what is new, as often as it takes, within reason."""
        office = self.shop.room.back_office
        if office is None or not self.injector.changed:
            return
        records = [_inserted(item) for item in self.shop.items if self._is_new(item)]
        for _ in range(_TIMES):
            if not records:
                return
            failed = office.doors.outbox({"Records": records}, None).get("batchItemFailures", [])
            numbers = [str(each["itemIdentifier"]) for each in failed]
            places = [place for place, each in enumerate(records) if each["dynamodb"]["SequenceNumber"] in numbers]
            records = records[min(places) :] if places else []

    def _is_new(self, item: Mapping[str, Any]) -> bool:
        key = f"{item['pk']} {item['sk']}"
        if not str(item["sk"]).startswith("OCCURRENCE#") or key in self._noticed:
            return False
        self._noticed.add(key)
        return True

    def look(self) -> None:
        """Judge what has just happened."""
        turns = self.shop.room.turns[self._seen :]
        self._seen = len(self.shop.room.turns)
        if not self.injector.changed:
            return
        self.injector.changed = False
        books = books_of(self.shop)
        self.broken += [*unproven(self.shop, books, turns), *broken_at_any_moment(books)]
        if self.shop.room.back_office is not None:
            self.broken += unproven_news(self.shop, books, letters=self._letters, events=self._events)
            self._letters, self._events = len(self.shop.mail), len(self.shop.events)

    def comes_back(self) -> None:
        """The customer comes now; from here on they can be told."""
        self.came_back = len(self.shop.room.turns)

    def perseveres(self, wish: Act) -> None:
        """The customer wants it still, and says what one says, until it is done or there is no use."""
        self.comes_back()
        reply, wished = self.do("open no nicks"), False
        for _ in range(_MOST_WORDS):
            words = reply.speech if reply is not None else ""
            if says_placed(words) or _OVER.search(words):
                return
            if reply is not None and not reply.ended and _ASKS.search(words):
                reply = self.do("yes")
            elif not wished:
                reply, wished = self.do(wish), True
            else:
                return

    def waits(self, span: str) -> None:
        """Time passes, and the clock does what it does."""
        if self.shop.room.back_office is not None:
            self.do(f"!wait {span}")
        else:
            number, unit = span.split()
            self.passes(timedelta(**{f"{unit.removesuffix('s')}s": int(number)}))

    def passes(self, time: timedelta) -> None:
        """Time passes, and nobody does anything."""
        self.do(f"!clock +{round(time.total_seconds())}s")

    def ends(self) -> None:
        """Everybody does what they owe: companies decide and notify, the clock goes on, the customer asks."""
        if self.shop.room.back_office is not None:
            self.shop.back_office.webhooks.held = False
            for _ in range(2):
                self.shop.company.decide(paid=True)
                self.shop.company.finish_refunds()
                self.waits("4 days")
        else:
            self.waits("8 days")
        reply = self.do("ask no nicks where is my order")
        for _ in range(_MOST_WORDS):
            if reply is None or "Say more" not in reply.speech:
                return
            reply = self.do("more")


def _inserted(item: Mapping[str, Any]) -> dict[str, Any]:
    """A record of the stream, as the event source is set up: keys only."""
    keys = {"pk": {"S": item["pk"]}, "sk": {"S": item["sk"]}}
    return {"eventName": "INSERT", "dynamodb": {"Keys": keys, "SequenceNumber": f"{item['pk']} {item['sk']}"}}
