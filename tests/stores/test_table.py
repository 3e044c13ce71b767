"""What only DynamoDB does: expiry, lost answers, throttling, keys left unread."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from moto import mock_aws

from tests.builders import (
    ANOTHER_CHECKOUT_ID,
    CHECKOUT_ID,
    CUSTOMER_ID,
    NOW,
    a_cart,
    a_checkout,
    a_customer,
    a_payment,
)
from tests.stores import dynamo
from tests.stores.strategies import customers
from tests.strategies import checkouts
from voicetill.domain.checkout_record import Checkout, State
from voicetill.domain.customers import Customer, Standing
from voicetill.domain.errors import ConflictError, StoreUnavailableError
from voicetill.domain.orders import place
from voicetill.stores.table import ABSENT, Put, Table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

NOBODY = Standing(a_customer())
FIRST = Standing(a_customer(cart=a_cart()), a_checkout(version=0))


@pytest.fixture
def client() -> Iterator["DynamoDBClient"]:
    with mock_aws():
        yield dynamo.a_client_with_table()


def _keys(client: "DynamoDBClient") -> set[str]:
    return {item["sk"]["S"] for item in dynamo.stored(client)}


# Expiry.


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(customer=customers(), checkout=checkouts())
def test_only_checkouts_without_money_or_doubt_expire(
    client: "DynamoDBClient", customer: Customer, checkout: Checkout
) -> None:
    ledger = dynamo.a_ledger(client)
    paid = replace(a_checkout(State.PAID), customer_id=customer.id)
    order = place(paid, a_payment(paid), at=NOW)

    ledger.save(Standing(Customer(customer.id)), Standing(customer, replace(checkout, version=0)), order=order)

    records = dynamo.stored(client, customer.id)
    expiring = {item["sk"]["S"] for item in records if "expires_at" in item}
    assert len(records) >= 2
    assert expiring == ({"NOW#CHECKOUT"} if checkout.forget_at else set())


def test_an_expiring_record_names_its_second_in_the_attribute_that_the_template_declares(
    client: "DynamoDBClient",
) -> None:
    """DynamoDB reads a number of whole seconds since 1970 and passes over everything else (TTL)."""
    attribute = dynamo.declared_table()["TimeToLiveSpecification"]
    checkout = a_checkout(State.DECLINED, version=0)

    dynamo.a_ledger(client).save(NOBODY, Standing(a_customer(), checkout))

    item = _checkout_item(client)
    assert checkout.forget_at is not None
    assert item["expires_at"] == {"N": str(int(checkout.forget_at.timestamp()))}
    assert "expires_at" in str(attribute)


def test_a_checkout_that_is_paid_after_all_expires_no_more(client: "DynamoDBClient") -> None:
    ledger = dynamo.a_ledger(client)
    declined = ledger.save(NOBODY, Standing(a_customer(), a_checkout(State.DECLINED, version=0)))

    ledger.save(declined, replace(declined, current=a_checkout(State.PAID, version=1)))

    assert "expires_at" not in dynamo.stored(client)[0]


def test_a_record_that_expired_under_our_feet_is_a_conflict(client: "DynamoDBClient") -> None:
    ledger = dynamo.a_ledger(client)
    declined = ledger.save(NOBODY, Standing(a_customer(), a_checkout(State.DECLINED, version=0)))
    item = _checkout_item(client)
    client.delete_item(TableName=dynamo.TABLE, Key={"pk": item["pk"], "sk": item["sk"]})

    with pytest.raises(ConflictError):
        ledger.save(declined, replace(declined, current=a_checkout(State.PAID, version=1)))

    assert ledger.standing(CUSTOMER_ID).current is None


def _checkout_item(client: "DynamoDBClient") -> dict[str, Any]:
    return next(item for item in dynamo.stored(client) if item["sk"] == {"S": "NOW#CHECKOUT"})


# Personal data and keys.


def test_the_partition_names_merchant_environment_and_a_hash_only(client: "DynamoDBClient") -> None:
    dynamo.a_ledger(client).save(NOBODY, FIRST)

    everything = client.scan(TableName=dynamo.TABLE)["Items"]
    assert {item["pk"]["S"] for item in everything} == {f"SANDBOX#A1EXAMPLE#{CUSTOMER_ID}"}
    assert _keys(client) == {"NOW#CUSTOMER", "NOW#CHECKOUT"}


# Lost answers.


def test_a_first_write_repeated_after_its_answer_was_lost_is_no_conflict(client: "DynamoDBClient") -> None:
    tries = dynamo.lose_first_answer(client, "TransactWriteItems")

    saved = dynamo.a_ledger(client).save(NOBODY, FIRST)

    assert tries() == 2
    assert dynamo.a_ledger(client).standing(CUSTOMER_ID) == saved


def test_a_change_repeated_after_its_answer_was_lost_is_no_conflict(client: "DynamoDBClient") -> None:
    ledger = dynamo.a_ledger(client)
    first = ledger.save(NOBODY, FIRST)
    tries = dynamo.lose_first_answer(client, "PutItem")

    saved = ledger.save(first, replace(first, current=a_checkout(State.AWAITING_CHARGE, version=1)))

    assert tries() == 2
    assert ledger.standing(CUSTOMER_ID) == saved


def test_a_repeated_transaction_with_an_order_writes_one_order(client: "DynamoDBClient") -> None:
    ledger = dynamo.a_ledger(client)
    first = ledger.save(NOBODY, FIRST)
    paid = a_checkout(State.PAID, version=1)
    dynamo.lose_first_answer(client, "TransactWriteItems")

    ledger.save(first, replace(first, current=paid), order=place(paid, a_payment(paid), at=NOW))

    assert len(ledger.orders(CUSTOMER_ID, limit=5)) == 1


@pytest.mark.parametrize("operation", ["PutItem", "TransactWriteItems"])
def test_a_lost_race_stays_lost_when_its_answer_is_lost_too(client: "DynamoDBClient", operation: str) -> None:
    """What stands there was written by somebody else: a repeat must not take it for its own."""
    ledger = dynamo.a_ledger(client)
    first = ledger.save(NOBODY, FIRST)
    winner = ledger.save(first, replace(first, current=a_checkout(State.AWAITING_CHARGE, version=1)))
    dynamo.lose_first_answer(client, operation)
    cart = a_cart() if operation == "PutItem" else a_cart(refill_pack=4)
    late = replace(
        first,
        customer=replace(first.customer, cart=cart),
        current=a_checkout(State.ABANDONED, version=1),
    )

    with pytest.raises(ConflictError):
        ledger.save(first, late)

    assert ledger.standing(CUSTOMER_ID) == winner


# A store in trouble, as a small client tells it.


class Troubled:
    """Every write, query and read fails with one error; later answers can be given for reads."""

    def __init__(self, error: Exception | None = None, *reads: dict[str, Any]) -> None:
        self._error = error
        self._reads = list(reads)
        self.asked: list[Any] = []

    def put_item(self, **_: object) -> None:
        self._fail()

    def transact_write_items(self, **_: object) -> None:
        self._fail()

    def query(self, **_: object) -> None:
        self._fail()

    def batch_get_item(self, *, RequestItems: Any) -> dict[str, Any]:  # noqa: N803 - boto3's spelling
        self._fail()
        self.asked.append(RequestItems)
        return self._reads.pop(0)

    def _fail(self) -> None:
        if self._error is not None:
            raise self._error


def _ledger_of(client: Troubled) -> Any:
    return dynamo.a_ledger(cast("DynamoDBClient", client))


def _error(code: str, *reasons: str) -> ClientError:
    answer: Any = {"Error": {"Code": code, "Message": "said by the test"}}
    if reasons:
        answer["CancellationReasons"] = [{"Code": reason} for reason in reasons]
    return ClientError(answer, "TransactWriteItems")


@pytest.mark.parametrize(
    "error",
    [
        _error("ProvisionedThroughputExceededException"),
        _error("ThrottlingException"),
        _error("InternalServerError"),
        _error("ResourceNotFoundException"),
        _error("AccessDeniedException"),
        _error("TransactionInProgressException"),
        _error("TransactionCanceledException", "None", "ThrottlingError"),
        # A condition failed, but that was not all: who wrote what is not known.
        _error("TransactionCanceledException", "ConditionalCheckFailed", "ProvisionedThroughputExceeded"),
        _error("TransactionCanceledException"),
    ],
    ids=str,
)
def test_a_store_in_trouble_is_unavailable(error: ClientError) -> None:
    ledger = _ledger_of(Troubled(error))

    with pytest.raises(StoreUnavailableError) as raised:
        ledger.save(NOBODY, FIRST)
    assert raised.value.__cause__ is error
    with pytest.raises(StoreUnavailableError):
        ledger.standing(CUSTOMER_ID)
    with pytest.raises(StoreUnavailableError):
        ledger.standing(CUSTOMER_ID, checkout_id=CHECKOUT_ID)
    with pytest.raises(StoreUnavailableError):
        ledger.orders(CUSTOMER_ID, limit=3)


@pytest.mark.parametrize(
    "error",
    [
        _error("TransactionConflictException"),
        _error("TransactionCanceledException", "None", "TransactionConflict"),
        _error("TransactionCanceledException", "ConditionalCheckFailed", "None"),
    ],
    ids=str,
)
def test_a_write_that_met_another_one_is_a_conflict(error: ClientError) -> None:
    ledger = _ledger_of(Troubled(error))

    with pytest.raises(ConflictError):
        ledger.save(NOBODY, FIRST)


def test_keys_left_unread_are_asked_for_again(client: "DynamoDBClient") -> None:
    saved = dynamo.a_ledger(client).save(NOBODY, FIRST)
    [one, other] = dynamo.stored(client)
    rest = {dynamo.TABLE: {"Keys": [{"pk": other["pk"], "sk": other["sk"]}]}}
    partly = {"Responses": {dynamo.TABLE: [one]}, "UnprocessedKeys": rest}
    wholly = {"Responses": {dynamo.TABLE: [other]}, "UnprocessedKeys": {}}
    busy = Troubled(None, partly, wholly)

    found = _ledger_of(busy).standing(CUSTOMER_ID, checkout_id=ANOTHER_CHECKOUT_ID)

    assert found == saved
    assert busy.asked[1] == rest


def test_keys_that_stay_unread_are_no_empty_standing() -> None:
    """A customer whose record was not read must not be taken for a new one."""
    unread: dict[str, Any] = {"Responses": {}, "UnprocessedKeys": {dynamo.TABLE: {"Keys": []}}}
    busy = Troubled(None, *[unread] * 20)

    with pytest.raises(StoreUnavailableError):
        _ledger_of(busy).standing(CUSTOMER_ID, checkout_id=CHECKOUT_ID)


def test_a_partition_of_many_pages_is_read_to_its_end() -> None:
    """DynamoDB gives a megabyte in one answer: what lies behind it must not be taken for nothing."""
    with mock_aws():
        table = Table(dynamo.a_client_with_table(), dynamo.TABLE)
        for number in range(5):
            table.write("p", [Put(f"{number}", {"id": f"{number}", "text": "x" * 300_000}, ABSENT)])

        found = table.whole("p")

    assert [record["sk"] for record in found] == ["0", "1", "2", "3", "4"]
