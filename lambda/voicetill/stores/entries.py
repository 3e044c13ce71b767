"""Where each record of the journal stands, and where the index finds it.

SUBSCRIPTION#<id>, OCCURRENCE#<id>, ERASURE#<scope> and ORDER#<time>#<id> stand in their customer's partition. An
attempt has a partition of its own, because a provider's news names nothing else; a number of an order leads to it
from another.

The index has pages: one a kind, and several of each (`SHARDS`), so that no page takes all the load; of the orders
one a month.
"""

from dataclasses import replace
from datetime import UTC, datetime
from zlib import crc32

from voicetill.domain.attempts import Attempt
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.erasure import Erasure
from voicetill.domain.journal import Change, Entry, Kind
from voicetill.domain.occurrences import Occurrence
from voicetill.domain.orders import Order
from voicetill.domain.subscriptions import Subscription, SubscriptionState
from voicetill.stores import attempts, erasures, occurrences, orders, subscriptions
from voicetill.stores.table import ABSENT, Agenda, Expected, Put

SHARDS = 16
"""How many pages of the index each kind has. Whoever raises it later must read the old pages on for a while."""

CUSTOMER = "NOW#CUSTOMER"
CHECKOUT = "NOW#CHECKOUT"
PAST = "PAST#CHECKOUT#"
ORDER = "ORDER#"
SUBSCRIPTION = "SUBSCRIPTION#"
OCCURRENCE = "OCCURRENCE#"
ERASURE = "ERASURE#"
NUMBER = "NUMBER#"
ATTEMPT = "ATTEMPT"


def entry_puts(shop: str, change: Change) -> list[Put]:
    """Return the puts that a change is made of; an order that is new also gets the entry of its number."""
    version = change.before.version if change.before else 0
    after = replace(change.after, version=version + 1)
    expected = Expected(_id(after), version) if version else ABSENT
    puts = [_put(shop, after, expected)]
    if isinstance(after, Order) and not version:
        puts.append(_number(shop, after))
    return puts


def shard(id_: str) -> int:
    """Return the number of the page on which something stands, always the same."""
    return crc32(id_.encode()) % SHARDS


def page(shop: str, kind: Kind, number: int) -> str:
    """Return the name of a page of what is due."""
    return f"{shop}#{kind.value}#{number:02d}"


def month_page(shop: str, month: datetime, number: int) -> str:
    """Return the name of a page of a month's orders (UTC)."""
    return f"{shop}#ORDERS#{month.astimezone(UTC):%Y-%m}#{number:02d}"


def utc_text(at: datetime) -> str:
    """Write a moment so that texts sort as times do."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def attempt_partition(shop: str, reference: str) -> str:
    """Return the partition of one attempt."""
    return f"{shop}#ATTEMPT#{reference}"


def number_partition(shop: str, number: str) -> str:
    """Return the partition of the orders that share a number."""
    return f"{shop}#NUMBER#{number}"


def doubt(shop: str, checkout: Checkout) -> Agenda | None:
    """Return where the index finds a checkout whose money nobody knows about."""
    return _due(shop, Kind.DOUBT, checkout.id, checkout.doubt_at)


def _id(entry: Entry) -> str:
    return entry.reference if isinstance(entry, Attempt) else entry.id


def _put(shop: str, entry: Entry, expected: Expected) -> Put:
    agenda: Agenda | None
    match entry:
        case Order():
            month = Agenda(month_page(shop, entry.placed_at, shard(entry.id)), utc_text(entry.placed_at))
            key, record, agenda = ORDER + orders.sort_key(entry), orders.to_record(entry), month
        case Subscription():
            key, record = SUBSCRIPTION + entry.id, subscriptions.to_record(entry)
            # A claimed period is looked after by its attempt: the clock must not hand it out again.
            waits = None if entry.state is SubscriptionState.CHARGING else entry.due_at
            agenda = _due(shop, Kind.RENEWAL, entry.id, waits)
        case Occurrence():
            key, record = OCCURRENCE + entry.id, occurrences.to_record(entry)
            agenda = _due(shop, Kind.OCCURRENCE, entry.id, entry.tell_at)
            if agenda is None and entry.is_task:
                agenda = _due(shop, Kind.TASK, entry.id, entry.at)
        case Erasure():
            key, record = ERASURE + entry.id, erasures.to_record(entry)
            agenda = _due(shop, Kind.ERASURE, entry.customer_id, entry.look_at)
        case Attempt():
            agenda = _due(shop, Kind.ATTEMPT, entry.reference, entry.look_at)
            partition = attempt_partition(shop, entry.reference)
            return Put(ATTEMPT, attempts.to_record(entry), expected, pk=partition, agenda=agenda)
    return Put(key, record, expected, pk=f"{shop}#{entry.customer_id}", agenda=agenda)


def _due(shop: str, kind: Kind, id_: str, at: datetime | None) -> Agenda | None:
    return None if at is None else Agenda(page(shop, kind, shard(id_)), utc_text(at))


def _number(shop: str, order: Order) -> Put:
    record = {
        "id": order.id,
        "version": 1,
        "customer_id": order.customer_id,
        "order": ORDER + orders.sort_key(order),
    }
    return Put(NUMBER + order.id, record, None, pk=number_partition(shop, order.number))
