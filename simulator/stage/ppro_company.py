"""Pretend PPRO as the payment company of a room: without a network, and without its limits of calls.

Its buckets of calls fill with time, and in most rooms time stands still: they have tests of their own.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from types import MappingProxyType

from simulator.ppro.api import Api, NeverArrived, NoAnswer
from simulator.ppro.books import SECRET
from simulator.ppro.ledger import Move
from simulator.ppro.money import ASYNC
from simulator.ppro.pages import Site
from simulator.ppro.records import ACTIVE
from simulator.ppro.service import Ppro
from simulator.ppro.wishes import Trouble
from simulator.stage.companies import TILL, Answer, Chance, Delivery, Flow, Moved
from simulator.stage.web_browser import Host
from simulator.stage.wsgi_host import wsgi_host

_KEY = "pretend-ppro-api-key"
_WEBHOOKS = "/webhooks/ppro"
_CHARGES = "-agreements/"
_FLOWS = MappingProxyType(
    {
        Move.TAKEN: Flow.TAKEN,
        Move.RETURNED: Flow.RETURNED,
        Move.RESERVED: Flow.RESERVED,
        Move.RELEASED: Flow.RELEASED,
    }
)
_SOFT, _HARD = "INSUFFICIENT_FUNDS", "CARD_CLOSED_OR_INVALID"


class PproCompany:
    """Pretend PPRO. `double` is the whole of it, for whatever has no word here."""

    name = "ppro"
    hosts: Sequence[str] = ("api.sandbox.eu.ppro.com", "api.eu.ppro.com")
    never_arrived: tuple[type[Exception], ...] = (NeverArrived,)
    unanswered: tuple[type[Exception], ...] = (NoAnswer,)

    def __init__(self, chance: Chance, *, separate_captures: bool = False) -> None:
        self.double = Ppro(clock=chance.clock, random=chance.random, separate_captures=separate_captures)
        self._api = Api(self.double, {_KEY}, limits=False)
        self._separate = separate_captures
        self._told = 0

    @property
    def settings(self) -> Mapping[str, str]:
        """The variables that a door needs to charge through it."""
        return {
            "PPRO_MERCHANT_ID": self.double.merchant_id,
            "PPRO_API_KEY_SECRET": "till/ppro/key",
            "PPRO_WEBHOOK_SECRET": "till/ppro/webhooks",
            "PPRO_WEBHOOKS_URL": f"{TILL}{_WEBHOOKS}",
            "PPRO_SEPARATE_CAPTURES": str(self._separate).lower(),
        }

    @property
    def secrets(self) -> Mapping[str, str]:
        """The API key, and what its webhooks are signed with."""
        return {"till/ppro/key": _KEY, "till/ppro/webhooks": SECRET}

    @property
    def pages(self) -> str:
        """Where its pages are."""
        return self.double.page_base

    def answer(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer a call of the merchant's."""
        told = self._api.send(method, url, headers, body, within=1)
        return Answer(told.status, told.headers, told.body)

    def host(self) -> Host:
        """Return what answers browsers."""
        return wsgi_host(Site(self._api))

    def news(self) -> list[Delivery]:
        """Return the webhooks that were not fetched yet. Each try is signed anew."""
        hooks = self.double.webhooks
        fresh, self._told = hooks.sent[self._told :], len(hooks.sent)
        return [Delivery(_WEBHOOKS, partial(hooks.signed, sent.body), sent.body) for sent in fresh]

    @property
    def moved(self) -> Sequence[Moved]:
        """All money that moved, oldest first."""
        return [
            Moved(
                _FLOWS[entry.move],
                entry.reference,
                Decimal(entry.amount).scaleb(-2),
                "USD",
                entry.charge_id,
                entry.at,
            )
            for entry in self.double.ledger.entries
        ]

    def decline(self, *, for_good: bool) -> None:
        """Decline the next charge."""
        self.double.wishes.decline(_HARD if for_good else _SOFT)

    def leave_pending(self) -> None:
        """Leave the next charge undecided."""
        self.double.wishes.leave_pending()

    def decide(self, *, paid: bool) -> int:
        """End every charge that is undecided."""
        waiting = [it for it in self.double.charges.values() if it.status == ASYNC]
        for charge in waiting:
            self.double.decide(charge.id, "" if paid else _HARD)
        return len(waiting)

    def finish_refunds(self) -> int:
        """End every refund that is undecided."""
        waiting = [
            (charge.id, part.id)
            for charge in self.double.charges.values()
            for part in charge.refunds
            if part.status == "PENDING"
        ]
        for charge_id, refund_id in waiting:
            self.double.decide_refund(charge_id, refund_id)
        return len(waiting)

    def lose_answer(self, *, after_acting: bool) -> None:
        """Let the next charge get no answer."""
        self._trouble(Trouble.LOST_AFTER if after_acting else Trouble.LOST_BEFORE)

    def refuse_connection(self) -> None:
        """Let the next charge never arrive."""
        self._trouble(Trouble.NEVER_ARRIVES)

    def throttle(self) -> None:
        """Answer the next charge with 429."""
        self._trouble(Trouble.THROTTLED)

    def fail(self) -> None:
        """Answer the next charge with 500."""
        self._trouble(Trouble.ERROR_BEFORE)

    def end_consents(self) -> int:
        """Let the customer revoke all agreements at Amazon."""
        open_ones = [it for it in self.double.agreements.values() if it.status == ACTIVE]
        for agreement in open_ones:
            self.double.revoke(agreement.id)
        return len(open_ones)

    def _trouble(self, trouble: Trouble) -> None:
        self.double.wishes.trouble(trouble, method="POST", path=_CHARGES)
