"""Many renewals at the same moment, through the real gateway of Amazon Pay v2, with the limits of live accounts.

The gateway signs every request and keeps the limits on our side; the pretend service verifies every signature and
keeps the limits on its own. The clock is a pretend one: whoever has to wait moves it.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from benchmarks.renewals.table import CountingTable
from simulator.amazon_pay_v2.limits import RATES
from tests.builders import a_market
from tests.domain.subscriptions import a_begun
from tests.fakes.shop import MarketList
from tests.gateways.amazon_pay_v2.wire import House
from voicetill.domain.journal import Change
from voicetill.domain.payments import Environment
from voicetill.gateways.amazon_pay_v2.throttling import RATES as OURS
from voicetill.gateways.amazon_pay_v2.throttling import Kind
from voicetill.services.providers import Providers
from voicetill.services.renewing import Books, RenewalRules, Renewing
from voicetill.services.resolving import Outcome
from voicetill.stores.journal import DynamoJournal
from voicetill.stores.ledger import DynamoLedger

TOO_MANY = 429


@dataclass(frozen=True)
class Throttled:
    """What came of it. `seconds` are those of the pretend clock, `milliseconds` the processor's for one renewal.

    `busiest` is the most charges that the service saw within a second.
    """

    renewals: int
    renewed: int
    refused: int
    waits: int
    seconds: float
    busiest: int
    milliseconds: float
    twice: int


def throttled(renewals: int) -> Throttled:
    """Let one worker renew so many subscriptions as fast as it may."""
    house = House(environment=Environment.LIVE, rates=OURS[Environment.LIVE])
    house.service.rates = RATES
    stamps: list[float] = []
    waits: list[float] = []

    def pause(seconds: float) -> None:
        waits.append(seconds)
        house.clock.pass_by(seconds)

    renewing, keys = _shop(house, renewals, pause)
    start, began = house.clock.ticks(), perf_counter()
    outcomes: Counter[Outcome] = Counter()
    for customer_id, subscription_id in keys:
        before = len(house.service.calls)
        outcomes[renewing.renew(customer_id, subscription_id)] += 1
        made = house.service.calls[before:]
        stamps += [house.clock.ticks()] * sum(call.operation == Kind.CREATE_CHARGE for call in made)
    took = perf_counter() - began
    references = Counter(charge.reference for charge in house.service.books.charges.values())
    return Throttled(
        renewals=renewals,
        renewed=outcomes[Outcome.RENEWED],
        refused=sum(call.status == TOO_MANY for call in house.service.calls),
        waits=len(waits),
        seconds=house.clock.ticks() - start,
        busiest=max(sum(at <= other < at + 1 for other in stamps) for at in stamps),
        milliseconds=took / renewals * 1000,
        twice=sum(count > 1 for count in references.values()),
    )


def _shop(house: House, renewals: int, pause: Callable[[float], object]) -> tuple[Renewing, list[tuple[str, str]]]:
    client: Any = CountingTable()
    where: dict[str, Any] = {"table_name": "till", "seller_id": "A1EXAMPLE", "environment": Environment.LIVE}
    journal = DynamoJournal(client, **where)
    keys = []
    for number in range(renewals):
        begun = a_begun(
            id=f"{number:026d}",
            customer_id=f"{number:032x}",
            agreement_id=house.permit(),
            provider="amazon_pay_v2",
            due_at=house.clock.now,
        )
        journal.write(Change(None, begun))
        keys.append((begun.customer_id, begun.id))
    books = Books(journal, DynamoLedger(client, **where), MarketList(a_market()), house.clock)
    providers = Providers({"amazon_pay_v2": lambda: house.gateway})
    return Renewing(books, providers, RenewalRules(), pause=pause), keys
