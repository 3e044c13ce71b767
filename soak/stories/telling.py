"""A story while it is told: one room, the lines that are played in it, and the look at the promises after each."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime

from simulator.cloud.crossings import Outside
from simulator.testing import Disappointed, InVain, Shop, rehearsal_room
from soak.stories.hearing import Hearing
from soak.stories.promises import Item, Leap, Office, Seen, broken_at_last, broken_now
from soak.stories.scenes import Scene, Theatre
from soak.stories.witness import Witness

_CONSENTING = ("!link", "!consent approve")
_RESENDING = "!merchant resend"
_LEAPING = "!clock"
_QUIET = ("!customer", "!device", "!pay", "!crash", "!outage", "!cold", "!slow", "!clock", "!webhooks held")
"""What changes nothing yet."""


_OWED = ("!company pays", "!company finishes refunds", "!wait 4 days")
"""What companies owe, and the clock."""


class PromiseBroken(AssertionError):  # noqa: N818 - reads as a plain fact
    """Raised when something happened that must never happen; shows the story as a script, and as it was heard."""

    def __init__(self, broken: list[str], scene: Scene, at: datetime, shop: Shop) -> None:
        self.broken, self.at = broken, at
        self.script, self.transcript = shop.script, shop.transcript
        route = f" --route {scene.route}" if scene.route else ""
        told = [*broken, "", f"as a script, with{route} --at {at:%Y-%m-%dT%H:%M} --seed 0:", "", self.script]
        super().__init__("\n".join([*told, "as it was heard:", "", self.transcript]))


class Telling:
    """One story from its first line to its last."""

    def __init__(self, theatre: Theatre, at: datetime, *, outside: Outside | None = None) -> None:
        self.theatre, self.at = theatre, at
        self._open = ExitStack()
        scene = theatre.scene
        self.shop = self._open.enter_context(
            rehearsal_room(
                backstage=theatre.backstage,
                at=at,
                route=scene.route,
                settings=scene.settings,
                outside=outside,
                **scene.parts(),
            )
        )
        self.hearing, self.witness = Hearing(), Witness(self.shop.room)
        self._orders: list[Item] = []
        self._resent: set[str] = set()
        self._leaps: list[Leap] = []
        theatre.stories += 1

    def tell(self, *lines: str) -> None:
        """Play lines, and look; what is in vain just did not happen. Raises PromiseBroken."""
        for line in lines:
            self._play(line)
        if not all(line.startswith(_QUIET) for line in lines):
            self.look()

    def look(self) -> None:
        """Look whether every promise was kept so far. Raises PromiseBroken."""
        if broken := [*broken_now(self._seen())]:
            raise self._broken(broken)
        self.hearing.claims.clear()

    def _play(self, line: str) -> None:
        self._know_customers()
        began = self.shop.room.clock()
        try:
            self.shop.do(line)
        except InVain:
            return
        except Disappointed as error:
            raise self._broken([str(error).splitlines()[0]]) from error.__cause__
        if line.startswith(_LEAPING):
            self._leaps.append((began, self.shop.room.clock()))
        if line.startswith(_RESENDING):
            self._resent.add(line.rsplit(maxsplit=1)[-1])
        if line.startswith(_CONSENTING):
            self.witness.consented()
        self.listen()

    def listen(self) -> None:
        """Hear what was said since."""
        self._know_customers()
        self.hearing.listen(self.shop.room.turns, self.shop.room.clock())

    def end(self, *, rounds: int = 2) -> None:
        """Let everybody do what they owe, and look whether all is well. Raises PromiseBroken."""
        if self.theatre.scene.on_server:
            for line in ("!webhooks free", *_OWED * rounds):
                self._play(line)
        while self.shop.room.kept_back:
            self._play("!deliver")
        # Whoever comes back is heard, whatever lies in the records.
        self._play("open no nicks")
        self._play("ask no nicks where is my order")
        if broken := [*self._broken_at_last()]:
            raise self._broken(broken)

    def close(self) -> None:
        """Strike the stage."""
        self._open.close()

    @property
    def newest_orders(self) -> list[str]:
        """The numbers of the stored orders, oldest first."""
        placed = sorted(self._orders, key=lambda item: str(item["placed_at"]))
        return [str(item["number"]) for item in placed]

    def _broken_at_last(self) -> Iterator[str]:
        seen = self._seen()
        if not self.theatre.scene.on_server:
            return broken_at_last(seen)
        again = {str(order["id"]) for order in seen.orders if order["number"] in self._resent}
        return broken_at_last(seen, Office(self.shop.mail, again))

    def _seen(self) -> Seen:
        room = self.shop.room
        seen = Seen(
            self.witness.paid(),
            self.hearing,
            self.shop.items,
            self.witness.asked,
            room.clock(),
            charged=self.witness.charged(),
            reserved=self.witness.reserved(),
            leaps=self._leaps,
        )
        self._orders = seen.orders
        return seen

    def _know_customers(self) -> None:
        for customer in self.shop.room.customers.values():
            self.hearing.names[customer.user_id] = customer.name

    def _broken(self, broken: list[str]) -> PromiseBroken:
        return PromiseBroken(broken, self.theatre.scene, self.at, self.shop)
