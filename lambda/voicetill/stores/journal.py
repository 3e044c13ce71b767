"""What is looked after by the clock and the merchant: orders, subscriptions, attempts, occurrences, erasures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from voicetill.domain.attempts import Attempt
from voicetill.domain.checkout_record import order_number
from voicetill.domain.customers import Customer
from voicetill.domain.erasure import Belongings
from voicetill.domain.journal import Change, Due, Entry, Kind
from voicetill.domain.occurrences import Occurrence
from voicetill.domain.orders import Order
from voicetill.domain.payments import Environment
from voicetill.domain.subscriptions import Subscription
from voicetill.stores import attempts, checkouts, customers, entries, erasures, occurrences, orders, subscriptions
from voicetill.stores.fields import Record
from voicetill.stores.table import Found, Table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

# DynamoDB gives so many items in one BatchGetItem.
_BATCH = 100


class DynamoJournal:
    """The journal in DynamoDB; fits the services' `Journal` port."""

    def __init__(
        self, client: "DynamoDBClient", *, table_name: str, seller_id: str, environment: Environment
    ) -> None:
        self._table = Table(client, table_name)
        self._shop = f"{environment.value}#{seller_id}"

    def write(self, *changes: Change) -> tuple[Entry, ...]:
        """Write these, all or nothing; see the port."""
        meant = [change for change in changes if change.after != change.before]
        puts = [put for change in meant for put in entries.entry_puts(self._shop, change)]
        self._table.write(self._shop, puts)
        return tuple(_stored(change) for change in changes)

    def attempt(self, reference: str) -> Attempt | None:
        """Return an attempt; see the port."""
        found = self._table.at(entries.attempt_partition(self._shop, reference), [entries.ATTEMPT])
        return attempts.from_record(found[0]) if found else None

    def occurrence(self, customer_id: str, id_: str) -> Occurrence | None:
        """Return an occurrence; see the port."""
        found = self._table.at(self._partition(customer_id), [entries.OCCURRENCE + id_])
        return occurrences.from_record(found[0]) if found else None

    def subscription(self, customer_id: str, id_: str) -> Subscription | None:
        """Return a subscription; see the port."""
        found = self._table.at(self._partition(customer_id), [entries.SUBSCRIPTION + id_])
        return subscriptions.from_record(found[0]) if found else None

    def subscriptions(self, customer_id: str) -> Sequence[Subscription]:
        """Return a customer's subscriptions; see the port."""
        found = self._table.beginning_with(self._partition(customer_id), entries.SUBSCRIPTION)
        return sorted((subscriptions.from_record(record) for record in found), key=lambda it: it.started_at)

    def order(self, order_id: str) -> Order | None:
        """Return an order by its id; see the port."""
        return next(
            (order for order in self.orders_numbered(order_number(order_id)) if order.id == order_id), None
        )

    def orders_numbered(self, number: str) -> Sequence[Order]:
        """Return the orders that bear a number; see the port."""
        pointers = self._table.beginning_with(entries.number_partition(self._shop, number), "")
        keys = [(self._partition(pointer["customer_id"]), pointer["order"]) for pointer in pointers]
        found = (orders.from_record(record) for record in self._table.many(keys))
        return sorted(found, key=lambda order: order.placed_at)

    def orders_between(self, first: datetime, last: datetime) -> Iterator[Order]:
        """Return the orders placed from one moment to another, month by month; see the port."""
        for month in _months(first, last):
            for number in range(entries.SHARDS):
                yield from self._orders_on(entries.month_page(self._shop, month, number), first, last)

    def due(self, kind: Kind, *, at: datetime, limit: int, shard: int) -> Sequence[Due]:
        """Return what is due of one page; see the port."""
        page = entries.page(self._shop, kind, shard)
        found = self._table.due(page, last=entries.utc_text(at), limit=limit)
        return [self._due(kind, each) for each in found]

    def belongings(self, customer_id: str) -> Belongings:
        """Return all that is stored of a customer; see the port."""
        found = {record["sk"]: record for record in self._table.whole(self._partition(customer_id))}
        customer, current = found.get(entries.CUSTOMER), found.get(entries.CHECKOUT)
        return Belongings(
            customer=customers.from_record(customer) if customer else Customer(customer_id),
            current=checkouts.from_record(current) if current else None,
            past=tuple(map(checkouts.from_record, _under(found, entries.PAST))),
            orders=tuple(map(orders.from_record, _under(found, entries.ORDER))),
            subscriptions=tuple(map(subscriptions.from_record, _under(found, entries.SUBSCRIPTION))),
            occurrences=tuple(map(occurrences.from_record, _under(found, entries.OCCURRENCE))),
            erasures=tuple(map(erasures.from_record, _under(found, entries.ERASURE))),
        )

    @property
    def shards(self) -> int:
        """How many pages each kind has."""
        return entries.SHARDS

    def _due(self, kind: Kind, found: Found) -> Due:
        rest = found.pk.removeprefix(f"{self._shop}#")
        at = _moment(found.at)
        if kind is Kind.ATTEMPT:
            return Due(kind, "", rest.removeprefix("ATTEMPT#"), at)
        if kind is Kind.DOUBT:
            return Due(
                kind, rest, found.sk.removeprefix(entries.PAST) if found.sk.startswith(entries.PAST) else "", at
            )
        return Due(kind, rest, found.sk.split("#", 1)[1], at)

    def _orders_on(self, page: str, first: datetime, last: datetime) -> Iterator[Order]:
        begin, end = entries.utc_text(first), entries.utc_text(last)
        behind: Found | None = None
        while found := self._table.due(page, first=begin, last=end, limit=_BATCH, after=behind):
            keys = [(each.pk, each.sk) for each in found]
            yield from (orders.from_record(record) for record in self._table.many(keys))
            if len(found) < _BATCH:
                return
            behind = found[-1]

    def _partition(self, customer_id: str) -> str:
        return f"{self._shop}#{customer_id}"


def _under(found: Mapping[str, Record], prefix: str) -> Iterator[Record]:
    return (record for sk, record in found.items() if sk.startswith(prefix))


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def _stored(change: Change) -> Entry:
    if change.before == change.after:
        return change.after
    return replace(change.after, version=(change.before.version if change.before else 0) + 1)


def _months(first: datetime, last: datetime) -> Iterator[datetime]:
    month = first.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    while month <= last:
        yield month
        month = (month + timedelta(days=32)).replace(day=1)
