"""Where every customer stands: one read and one write a turn.

A partition is one customer of one merchant account in one environment, so that sandbox and live never meet.
Its items:

NOW#CUSTOMER            the customer: agreement, cart
NOW#CHECKOUT            their current checkout: one key, hence never two unfinished ones
PAST#CHECKOUT#<id>      a checkout that a newer one replaced, for answers that come late or twice
ORDER#<time>#<id>       an order; newest last
SUBSCRIPTION#<id>       a subscription
OCCURRENCE#<id>         what others must hear of
ERASURE#<scope>         that the customer is gone, and what is still to be done about it

What is looked after by the clock stands in `journal`.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from voicetill.domain.checkout_record import Checkout
from voicetill.domain.customers import Customer, Standing
from voicetill.domain.journal import Change
from voicetill.domain.orders import Order
from voicetill.domain.payments import Environment
from voicetill.stores import checkouts, customers, orders
from voicetill.stores.entries import CHECKOUT, CUSTOMER, ORDER, PAST, doubt, entry_puts
from voicetill.stores.table import ABSENT, Expected, Put, Table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_NOW = "NOW#"


class DynamoLedger:
    """The ledger in DynamoDB; fits the services' `Ledger` port."""

    def __init__(
        self, client: "DynamoDBClient", *, table_name: str, seller_id: str, environment: Environment
    ) -> None:
        self._table = Table(client, table_name)
        self._shop = f"{environment.value}#{seller_id}"

    def standing(self, customer_id: str, *, checkout_id: str | None = None) -> Standing:
        """Read where a customer stands; see the port."""
        pk = self._partition(customer_id)
        if checkout_id is None:
            records = self._table.beginning_with(pk, _NOW)
        else:
            records = self._table.at(pk, (CUSTOMER, CHECKOUT, PAST + checkout_id))
        found = {record["sk"]: record for record in records}
        customer, current = found.get(CUSTOMER), found.get(CHECKOUT)
        past = found.get(f"{PAST}{checkout_id}")
        return Standing(
            customer=customers.from_record(customer) if customer else Customer(customer_id),
            current=checkouts.from_record(current) if current else None,
            past=checkouts.from_record(past) if past else None,
        )

    def save(
        self, before: Standing, after: Standing, *, order: Order | None = None, also: Sequence[Change] = ()
    ) -> Standing:
        """Write what changed; see the port."""
        customer, current, past = _raised(before, after)
        puts = [
            *_customer_put(before.customer, customer),
            *self._current_put(before.current, current),
            *self._past_put(before, past),
        ]
        if order is not None:
            puts += entry_puts(self._shop, Change(None, order))
        for change in also:
            puts += entry_puts(self._shop, change)
        self._table.write(self._partition(after.customer.id), puts)
        return Standing(customer=customer, current=current, past=past)

    def orders(self, customer_id: str, *, limit: int) -> Sequence[Order]:
        """Return the latest orders, newest first; see the port."""
        records = self._table.beginning_with(self._partition(customer_id), ORDER, limit=limit)
        return [orders.from_record(record) for record in records]

    def save_order(self, before: Order, after: Order) -> Order:
        """Write an order that changed; see the port."""
        if after == before:
            return before
        saved = replace(after, version=before.version + 1)
        self._table.write(self._partition(saved.customer_id), entry_puts(self._shop, Change(before, after)))
        return saved

    def _current_put(self, before: Checkout | None, current: Checkout | None) -> list[Put]:
        if current is None or current == before:
            return []
        expected = Expected(before.id, before.version) if before else ABSENT
        return [self._checkout_put(CHECKOUT, current, expected)]

    def _past_put(self, before: Standing, past: Checkout | None) -> list[Put]:
        if past is None or past == before.past:
            return []
        same = before.past if before.past and before.past.id == past.id else None
        return [self._checkout_put(PAST + past.id, past, Expected(same.id, same.version) if same else None)]

    def _checkout_put(self, key: str, checkout: Checkout, expected: Expected | None) -> Put:
        return Put(key, checkouts.to_record(checkout), expected, agenda=doubt(self._shop, checkout))

    def _partition(self, customer_id: str) -> str:
        return f"{self._shop}#{customer_id}"


def _raised(before: Standing, after: Standing) -> tuple[Customer, Checkout | None, Checkout | None]:
    """Give every changed record its next version; a replaced current checkout becomes a past one."""
    customer, current = after.customer, after.current
    # A new checkout is made of the cart that was read: a cart that changed meanwhile must be a conflict, so the
    # customer is written with it even if nothing of them changed.
    begins = current is not None and (before.current is None or current.id != before.current.id)
    if begins or customer != before.customer:
        customer = replace(customer, version=before.customer.version + 1)
    if current is not None and current != before.current:
        current = replace(current, version=current.version + 1)
    past = after.past
    if before.current is not None and current is not None and current.id != before.current.id:
        replaced = past if past is not None and past.id == before.current.id else before.current
        past = replace(replaced, version=before.current.version + 1)
    elif past is not None and past != before.past:
        past = replace(past, version=past.version + 1)
    return customer, current, past


def _customer_put(before: Customer, customer: Customer) -> list[Put]:
    if customer == before:
        return []
    return [
        Put(
            CUSTOMER,
            customers.to_record(customer),
            Expected(before.id, before.version) if before.version else ABSENT,
        )
    ]
