"""Threads that take turns: of several at work at once, one goes on at a time, from one outgoing call to the next.

Between two calls a process is alone with itself. So what can differ between two runs of the same processes is the
order of their calls alone, and whoever chooses that order has all of them in hand. The threads are real; each
stops in front of every call until it is let go.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Event, Thread, current_thread, local
from typing import Any

from simulator.cloud.crossings import Crossing, Go, Outside, Service

_WATCHED = frozenset({Service.DYNAMODB, Service.COMPANY, Service.QUEUE})
"""Whose answers depend on what others did. Addresses, secrets, mail and the bus are the same in any order."""

_READS = ("Get", "Query", "Scan", "BatchGet", "TransactGet", "GET ")
_STUCK = 120.0
"""So many seconds without a call are a thread that will never come back."""


@dataclass(frozen=True)
class Call:
    """One call that is about to be made: to whom, what, and whether it only looks."""

    service: str
    operation: str
    looks: bool = False

    def meets(self, other: "Call") -> bool:
        """Whether it can make a difference which of the two comes first."""
        return self.service == other.service and not (self.looks and other.looks)

    def __str__(self) -> str:
        return f"{self.service} {self.operation}"


BEGINS = Call("", "begins", looks=True)

Choose = Callable[[Mapping[str, Call]], str]
"""Chooses who goes on, of those who wait, each in front of a call."""


class Stuck(AssertionError):  # noqa: N818 - reads as a plain fact
    """Raised when a thread neither makes a call nor ends."""


@dataclass
class Actor:
    """One process at work: what it does, and what it raised."""

    name: str
    act: Callable[[], object]
    may_go: Event = field(default_factory=Event)
    error: BaseException | None = None


class Turnstile(Outside):
    """Lets calls of actors through one by one; whoever is no actor just passes."""

    def __init__(self) -> None:
        self._own = local()
        self._arrivals: SimpleQueue[tuple[str, Call | None]] = SimpleQueue()
        self._actors: dict[str, Actor] = {}
        super().__init__()

    @property
    def door(self) -> str:
        """Which door is at work in this thread."""
        return str(getattr(self._own, "door", ""))

    @door.setter
    def door(self, name: str) -> None:
        self._own.door = name

    @property
    def actor(self) -> str:
        """Who is at work in this thread; blank for whoever set the stage."""
        name = current_thread().name
        return name if name in self._actors else ""

    def carry(self, crossing: Crossing, go: Go) -> Any:  # noqa: ANN401 - whatever is answered
        """Wait for one's turn, and then carry the call."""
        if crossing.service in _WATCHED:
            looks = crossing.operation.startswith(_READS)
            self.stop(Call(str(crossing.service), crossing.operation, looks))
        return go()

    def stop(self, call: Call) -> None:
        """Stop in front of a call until it is one's turn."""
        if name := self.actor:
            self._arrivals.put((name, call))
            self._actors[name].may_go.wait()
            self._actors[name].may_go.clear()

    def play(self, acts: Mapping[str, Callable[[], object]], choose: Choose) -> list[Actor]:
        """Let all act at once, as `choose` has it, until everybody is done. Raises Stuck."""
        actors = [Actor(name, act) for name, act in acts.items()]
        self._actors = {actor.name: actor for actor in actors}
        waiting: dict[str, Call] = {}
        try:
            for actor in actors:
                Thread(target=self._work, args=(actor,), name=actor.name, daemon=True).start()
                self._await(waiting)
            while waiting:
                chosen = choose(dict(sorted(waiting.items())))
                del waiting[chosen]
                self._actors[chosen].may_go.set()
                self._await(waiting)
        finally:
            self._actors = {}
        return actors

    def _await(self, waiting: dict[str, Call]) -> None:
        """Wait until whoever was let go stands in front of a call again, or is done."""
        try:
            name, call = self._arrivals.get(timeout=_STUCK)
        except Empty:
            raise Stuck(f"nobody moves; {', '.join(waiting) or 'nobody'} would wait") from None
        if call is not None:
            waiting[name] = call

    def _work(self, actor: Actor) -> None:
        try:
            actor.act()
        except BaseException as error:
            actor.error = error
        self._arrivals.put((actor.name, None))
