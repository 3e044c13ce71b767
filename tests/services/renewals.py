"""A room in which subscriptions are renewed: a ledger in memory, a pretend payment company, a clock to move."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from tests.builders import CUSTOMER_ID, NOW, a_market
from tests.domain.subscriptions import a_begun
from tests.fakes.clock import FixedClock
from tests.fakes.ledger import MemoryLedger
from tests.fakes.server_payments import PretendPayments
from tests.fakes.shop import MarketList
from voicetill.domain.attempts import Attempt
from voicetill.domain.errors import GatewayUnavailableError
from voicetill.domain.journal import Change, Due, Kind
from voicetill.domain.occurrences import Happening, Occurrence
from voicetill.domain.orders import Order
from voicetill.domain.subscriptions import Subscription
from voicetill.services.ports import Journal, Ledger
from voicetill.services.providers import Providers
from voicetill.services.renewing import Books, RenewalRules, Renewing
from voicetill.services.resolving import Outcome

SUBSCRIPTION_ID = a_begun().id


class Room:
    """Everything that a renewal needs. `wrap` stands between the service and what it calls."""

    def __init__(
        self,
        *,
        rules: RenewalRules | None = None,
        names: tuple[str, ...] = ("pretend", "amazon_pay_v2"),
        is_open: bool = True,
    ) -> None:
        self.is_open = is_open
        self.ledger = MemoryLedger()
        self.journal = self.ledger.journal
        self.company = PretendPayments()
        self.clock = FixedClock(NOW)
        self.rules = rules or RenewalRules()
        self.names = names
        self.pauses: list[float] = []
        self.renewing = self.service()

    def service(self, wrap: Callable[[Any], Any] = lambda target: target) -> Renewing:
        """Another worker's service over the same records and the same company."""
        books = Books(self.books_of(wrap), wrap(self.ledger), MarketList(a_market()), self.clock)
        providers = Providers({name: lambda: wrap(self.company) for name in self.names})
        return Renewing(books, providers, self.rules, pause=self.pauses.append, sells=lambda: self.is_open)

    def books_of(self, wrap: Callable[[Any], Any]) -> Journal:
        journal: Journal = wrap(self.journal)
        return journal

    def begin(self, **changes: object) -> Subscription:
        """Store a subscription, with an agreement that may be charged, and let it become due."""
        subscription = a_begun(**changes)
        if subscription.agreement_id not in self.company.agreements:
            self.company.agreement(subscription.agreement_id)
        (kept,) = self.journal.write(Change(None, subscription))
        assert isinstance(kept, Subscription)
        if kept.due_at is not None:
            self.clock.now = kept.due_at
        return kept

    def renew(self) -> Outcome:
        return self.renewing.renew(CUSTOMER_ID, SUBSCRIPTION_ID)

    @property
    def subscription(self) -> Subscription:
        kept = self.journal.subscription(CUSTOMER_ID, SUBSCRIPTION_ID)
        assert kept is not None
        return kept

    def change(self, changed: Subscription) -> None:
        """Write a subscription as somebody else would."""
        self.journal.write(Change(self.subscription, changed))

    @property
    def orders(self) -> list[Order]:
        return self.ledger.drawer(CUSTOMER_ID).orders

    @property
    def occurrences(self) -> dict[str, Occurrence]:
        return self.ledger.drawer(CUSTOMER_ID).occurrences

    def happened(self, what: Happening) -> list[Occurrence]:
        return [it for it in self.occurrences.values() if it.what is what]

    def open_attempts(self) -> list[Attempt]:
        return [it for it in self.journal.attempts.values() if it.is_open]

    def wait(self) -> None:
        """Let time pass until the subscription acts next."""
        assert self.subscription.due_at is not None
        self.clock.now = max(self.clock.now, self.subscription.due_at)

    def due(self) -> list[Due]:
        return [
            due
            for shard in range(self.journal.shards)
            for due in self.journal.due(Kind.RENEWAL, at=self.clock.now, limit=10, shard=shard)
        ]

    def settle(self, renewing: Renewing | None = None, *, after: timedelta = timedelta(days=1)) -> list[Outcome]:
        """Ask the company about every open attempt, as the job that settles does."""
        self.clock.pass_by(after)
        outcomes = []
        for attempt in self.open_attempts():
            try:
                found = self.company.settle(attempt.prepared, charge_id=attempt.charge_id, within=1)
            except GatewayUnavailableError:
                continue
            outcomes.append((renewing or self.renewing).resolve(attempt, found))
        return outcomes

    def run_until(self, moment: datetime, *, times: int = 60) -> None:
        """Renew and settle whatever is due until a moment."""
        for _ in range(times):
            self.settle(after=timedelta(minutes=5))
            if self.subscription.due_at is None or self.subscription.due_at > moment:
                return
            self.wait()
            self.renew()


def read_by(room: Ledger, agreement: object) -> None:
    """Let the customer's record hold an agreement."""
    standing = room.standing(CUSTOMER_ID)
    known = replace(standing.customer, agreement=agreement)  # type: ignore[arg-type]
    room.save(standing, replace(standing, customer=known))
