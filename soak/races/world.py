"""A room in which several containers are at work at once, and the acts that race in it."""

from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from simulator.alexa.sessions import NobodyListens
from simulator.stage.back_office import BackOffice
from simulator.stage.companies import TILL
from simulator.stage.doors import Doors
from simulator.stage.function import SkillFunction
from simulator.stage.post import NothingToDeliver
from simulator.stage.rehearsal import CannotBeDone, Rehearsal
from simulator.stage.route import QUEUE
from simulator.stage.web_browser import Visit
from soak.races.turns import Call, Turnstile
from soak.stories.scenes import Theatre
from soak.stories.telling import Telling

MOMENT = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
_IN_VAIN = (NobodyListens, NothingToDeliver, CannotBeDone)

Act = Callable[[], object]


class Containers:
    """The skill as Lambda runs it: a container of its own for each who is at work."""

    def __init__(self, first: SkillFunction, turnstile: Turnstile) -> None:
        self._of: dict[str, SkillFunction] = {"": first}
        self._turnstile = turnstile

    def __call__(self, event: dict[str, Any], context: object) -> object:
        """Answer an event in the container of whoever is at work in this thread."""
        answer = self._container()(event, context)
        if "Connections.SendRequest" in str(answer):
            # Amazon Pay hears of it no sooner than others have gone on meanwhile.
            self._turnstile.stop(Call("amazon pay", "is asked"))
        return answer

    def _container(self) -> SkillFunction:
        who = self._turnstile.actor
        if who not in self._of:
            self._of[who] = self._of[""].twin()
        return self._of[who]


class World:
    """One room before, in and after a race. `turnstile` has all calls of its doors in hand."""

    def __init__(self, theatre: Theatre) -> None:
        self.turnstile = Turnstile()
        self.telling = Telling(theatre, MOMENT, outside=self.turnstile)
        first = self.room.handler
        if not isinstance(first, SkillFunction):
            raise TypeError("the skill of this room has no containers")
        self.room.handler = Containers(first, self.turnstile)
        self._doors: dict[str, Doors] = {}

    @property
    def room(self) -> Rehearsal:
        """The room."""
        return self.telling.shop.room

    @property
    def office(self) -> BackOffice:
        """What is behind the voice."""
        return self.room.office

    def tell(self, *lines: str) -> None:
        """Set the stage: play lines, with nobody else at work."""
        self.telling.tell(*lines)

    # What races.

    def says(self, words: str, *, device: str = "kitchen", customer: str = "Ada") -> Act:
        """A customer says something at a device."""

        def act() -> object:
            self.room.switch_to(customer=customer, device=device)
            return _done(lambda: self.room.say(words))

        return act

    def hears_twice(self, words: str, *, device: str = "kitchen", customer: str = "Ada") -> tuple[Act, Act]:
        """The same words of one customer, which Alexa sends a second time for want of an answer."""
        speaker = self.room.switch_to(customer=customer, device=device)
        request = self.room.alexa.hear(speaker, words)
        return (lambda: self.room.send(deepcopy(request)), lambda: self.room.send(deepcopy(request)))

    def disables(self, *, customer: str = "Ada") -> Act:
        """A customer disables the skill."""

        def act() -> object:
            self.room.switch_to(customer=customer)
            return self.room.disable()

        return act

    def answer_comes(self) -> Act:
        """The answer that was kept back comes."""
        return lambda: _done(self.room.deliver)

    def answer_comes_again(self) -> Act:
        """The last answer comes once more."""
        return lambda: _done(self.room.redeliver)

    def merchant(self, do: str, **request: Any) -> Act:  # noqa: ANN401 - as the desk takes it
        """One of the merchant's people does something with the newest order, and is sure of it."""
        order = self.newest
        return lambda: self._twin().merchant({"do": do, "confirm": True, "order": order, **request})

    def worker(self) -> Act:
        """A worker gets the messages that wait now: every worker may get the same."""
        records = deepcopy(self.office.doors.queues.waiting.get(QUEUE, []))
        return lambda: self._twin().renewal_worker({"Records": deepcopy(records)}, None)

    def webhooks(self) -> Act:
        """The notifications that wait now come: several servers may get the same."""
        waiting = [each for company in self.office.companies for each in company.news()]
        return self.webhook_of(waiting)

    def webhook_of(self, waiting: list[Any]) -> Act:
        """These notifications come."""

        def act() -> object:
            doors = self._twin()
            return [
                doors.visited(Visit("POST", f"{TILL}{each.path}", each.headers(), {}, each.body))
                for each in waiting
            ]

        return act

    def settling(self) -> Act:
        """The clock settles what is in doubt."""
        return lambda: self._twin().settling({}, None)

    def renewals(self) -> Act:
        """The clock looks for what is due."""
        return lambda: self._twin().renewals({}, None)

    def outbox(self) -> Act:
        """The clock tells what happened."""
        return lambda: self._twin().outbox({}, None)

    @property
    def newest(self) -> str:
        """The newest order's id."""
        orders = sorted(self.telling.shop.orders, key=lambda item: str(item["placed_at"]))
        return str(orders[-1]["id"])

    def _twin(self) -> Doors:
        """The doors in containers of their own for whoever is at work in this thread."""
        who = self.turnstile.actor
        if who not in self._doors:
            self._doors[who] = replace(self.office.doors)
        return self._doors[who]


def _done(act: Callable[[], object]) -> object:
    with suppress(*_IN_VAIN):
        return act()
    return None
