"""The back office of a room: all that happens when nobody is at the Echo, and the clock that drives it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import StringIO
from random import Random
from typing import Any

from simulator.stage.alexa_app import AlexaApp
from simulator.stage.clock import Clock
from simulator.stage.companies import TILL, Company, Purse
from simulator.stage.doors import Doors
from simulator.stage.route import QUEUE
from simulator.stage.web_browser import Browser, WentWrong
from simulator.stage.webhooks import Webhooks

LAST = "last"
"""What stands for the number of the newest order."""

_LOOKS = ("export", "orders", "order", "subscriptions", "subscription", "report", "tasks", "switch")
"""What only looks, and needs no confirmation."""

_SHORTEST_STEP = timedelta(minutes=1)
_MOST_STEPS = 5_000
_MOST_ROUNDS = 20


@dataclass(frozen=True)
class Ticked:
    """What one tick did: `settled` and `told` as their doors counted."""

    renewed: int = 0
    notified: int = 0
    settled: Mapping[str, Any] = field(default_factory=dict)
    told: Mapping[str, Any] = field(default_factory=dict)


class BackOffice:
    """Everything behind the voice. `items` reads what is stored, to know when something is due next."""

    def __init__(
        self, doors: Doors, clock: Clock, random: Random, items: Callable[[], list[dict[str, Any]]]
    ) -> None:
        self.doors = doors
        self.clock = clock
        self.companies = doors.route.companies
        self.purse = Purse(self.companies)
        self.app = AlexaApp(doors.visited, clock, random)
        self.webhooks = Webhooks(self.companies, doors.visited)
        self._items = items

    @property
    def company(self) -> Company:
        """The first payment company, in most rooms the only one."""
        return self.companies[0]

    def browser(self, language: str) -> Browser:
        """A browser that nobody has used yet, and that reaches us and the companies' pages."""
        hosts = {company.pages: company.host() for company in self.companies}
        return Browser({TILL: self.doors.visited, **hosts}, language)

    def tick(self) -> Ticked:
        """Do once what the clock would do: let notifications come, renew, settle, and tell."""
        notified = self.webhooks.come()
        self.doors.renewals({}, None)
        renewed = self.work_off()
        notified += self.webhooks.come()
        settled = self.doors.settling({}, None)
        return Ticked(renewed, notified, settled, self.doors.outbox({}, None))

    def work_off(self) -> int:
        """Work the queue of renewals off; what a worker gives back comes again, a few times."""
        done = 0
        for _ in range(_MOST_ROUNDS):
            batch = self.doors.queues.batch(QUEUE)
            if batch is None:
                break
            answer = self.doors.renewal_worker(batch, None)
            failed = {each["itemIdentifier"] for each in answer["batchItemFailures"]}
            again = [record for record in batch["Records"] if record["messageId"] in failed]
            self.doors.queues.put_back(QUEUE, again)
            done += len(batch["Records"]) - len(again)
        return done

    def ask(self, words: Sequence[str]) -> dict[str, Any]:
        """Ask the merchant's desk in the words of its command, sure of it. Raises WentWrong for no such words."""
        # The command is loaded for whoever uses it.
        from ops.arguments import parse  # noqa: PLC0415

        named = [self._newest() if word == LAST else word for word in words]
        try:
            with redirect_stderr(StringIO()) as told, redirect_stdout(told):
                request = parse(named).request
        except SystemExit:
            lines = told.getvalue().strip().splitlines() or [""]
            raise WentWrong(f"python -m ops would not understand that: {lines[-1]}") from None
        return self.doors.merchant(request if request["do"] in _LOOKS else {**request, "confirm": True})

    def _newest(self) -> str:
        placed = [item for item in self._items() if str(item.get("sk", "")).startswith("ORDER#")]
        if not placed:
            raise WentWrong("no order is stored yet")
        return str(max(placed, key=lambda item: str(item["placed_at"]))["number"])

    def wait(self, until: datetime) -> None:
        """Let time pass until then, and do on the way what is due whenever it is."""
        for _ in range(_MOST_STEPS):
            self._strike()
            now = self.clock()
            if now >= until:
                return
            due = self._next_due(after=now)
            step = until if due is None else min(due, until)
            self.clock.move(min(max(step - now, _SHORTEST_STEP), until - now))
        raise AssertionError(f"something is due again and again: it is only {self.clock():%Y-%m-%dT%H:%M}")

    def _strike(self) -> None:
        """As a tick, but whoever would find nothing is not asked: in a year that is nearly all of the time."""
        self.webhooks.come()
        if self._is_due("RENEWAL"):
            self.doors.renewals({}, None)
            self.work_off()
            self.webhooks.come()
        if self._is_due("ATTEMPT", "DOUBT", "ERASURE"):
            self.doors.settling({}, None)
        if self._is_due("OCCURRENCE"):
            self.doors.outbox({}, None)

    def _is_due(self, *kinds: str) -> bool:
        now = self.clock()
        return any(at <= now for at in self._agenda(kinds))

    def _next_due(self, *, after: datetime) -> datetime | None:
        moments = self._agenda(("RENEWAL", "ATTEMPT", "OCCURRENCE", "ERASURE"))
        return min((moment for moment in moments if moment > after), default=None)

    def _agenda(self, kinds: Sequence[str]) -> Iterator[datetime]:
        """When something is due, as the index of the table has it: SHOP#KIND#PAGE."""
        for item in self._items():
            if "agenda_at" in item and str(item["agenda"]).split("#")[-2] in kinds:
                yield datetime.fromisoformat(str(item["agenda_at"]))
