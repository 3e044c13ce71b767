"""Events on the bus: as documented, without a word of the customer, and lost to no failure."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import boto3
import jsonschema
import pytest
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError
from botocore.stub import Stubber
from moto import mock_aws

from tests.builders import CUSTOMER_ID, a_line, a_product, a_quote, an_address
from tests.messengers.samples import EMAIL, a_whole_order, as_it_is_after, news
from tests.tools import ROOT
from voicetill.domain.news import Delivery
from voicetill.domain.occurrences import Happening
from voicetill.domain.payments import Environment
from voicetill.messengers.events import SOURCE, EventBus, detail

BUS = "till-events"


def a_client() -> Any:
    return boto3.client(
        "events", region_name="us-east-1", aws_access_key_id="invented", aws_secret_access_key="invented"
    )


# Making a client takes a while; a stub leaves nothing behind in it.
shared_client = cache(a_client)


def a_bus(client: Any) -> EventBus:
    return EventBus(client, bus_name=BUS, environment=Environment.SANDBOX)


@pytest.fixture
def stub() -> Iterator[Stubber]:
    """A client that checks every request against Amazon's own description of the service."""
    with Stubber(shared_client()) as stubber:
        yield stubber


def put(stub: Stubber, **answer: Any) -> Delivery:
    stub.add_response("put_events", answer)
    return a_bus(stub.client).send(news())


# What leaves.


def document() -> str:
    return (ROOT / "docs/events.md").read_text(encoding="utf-8")


def documented() -> dict[str, Any]:
    """Every block of JSON in the document, by the heading above it."""
    blocks = re.findall(r"^## ([^\n]+)\n(?:(?!^## ).)*?```json\n(.*?)```", document(), re.DOTALL | re.MULTILINE)
    return {heading.strip("`"): json.loads(block) for heading, block in blocks}


@pytest.mark.parametrize("what", list(Happening))
def test_every_event_is_as_the_document_says(what: Happening) -> None:
    schema = documented()["Schema"]
    jsonschema.Draft202012Validator.check_schema(schema)

    written = json.loads(json.dumps(detail(news(what), Environment.SANDBOX)))

    jsonschema.validate(written, schema)
    assert documented()[what.value] == written


def test_no_event_says_a_word_of_the_customer() -> None:
    home = an_address()
    private = [EMAIL, CUSTOMER_ID, home.name, *home.lines, home.postal_code, home.phone, "1Z999"]

    for what in Happening:
        order = replace(as_it_is_after(what), address=home, billing_address=home)
        written = json.dumps(detail(replace(news(what), order=order), Environment.LIVE))
        assert [word for word in private if word in written] == []


def test_what_somebody_typed_stays_in_the_house() -> None:
    typed = news(Happening.REFUND_FAILED, reason="Robin called again", code="NOT_SENT", mail="robin@example.com")

    assert detail(typed, Environment.LIVE)["details"] == {"code": "NOT_SENT"}


def test_it_is_put_on_the_merchant_s_bus_under_a_stable_id() -> None:
    with mock_aws():
        client = a_client()
        client.create_event_bus(Name=BUS)
        bus = a_bus(client)

        assert [bus.send(news()), bus.send(news())] == [Delivery.SENT] * 2


def test_source_and_type_tell_what_it_is(stub: Stubber) -> None:
    expected = news(Happening.ORDER_SHIPPED)
    entry = {
        "Time": expected.occurrence.at,
        "Source": SOURCE,
        "DetailType": "order.shipped",
        "Detail": json.dumps(detail(expected, Environment.SANDBOX), ensure_ascii=False, separators=(",", ":")),
        "EventBusName": BUS,
    }
    stub.add_response("put_events", {"FailedEntryCount": 0, "Entries": [{"EventId": "e"}]}, {"Entries": [entry]})

    assert a_bus(stub.client).send(expected) is Delivery.SENT


def test_an_order_of_many_lines_leaves_without_them_rather_than_not_at_all() -> None:
    lines = (a_line(a_product(f"product_{'ü' * 50}_{number}")) for number in range(3000))
    long = replace(news(), order=a_whole_order(quote=a_quote(*lines)))
    stub, sent = Stubber(a_client()), list[str]()
    stub.activate()
    stub.client.meta.events.register(
        "before-parameter-build.events.PutEvents",
        lambda params, **_: sent.append(params["Entries"][0]["Detail"]),
    )
    stub.add_response("put_events", {"FailedEntryCount": 0, "Entries": [{"EventId": "e"}]})

    assert a_bus(stub.client).send(long) is Delivery.SENT

    written = json.loads(sent[0])
    assert len(sent[0].encode()) < 256 * 1024
    assert written["order"]["items"] == []
    assert written["left_out"] == ["order.items"]
    assert written["order"]["total"]["minor"] == 900 * 3000
    jsonschema.validate(written, documented()["Schema"])


# What is answered.


def test_an_event_that_was_not_taken_is_put_again_later(stub: Stubber) -> None:
    """The call itself is answered with 200 all the same."""
    failed = {"ErrorCode": "ThrottlingException", "ErrorMessage": "slow down"}

    assert put(stub, FailedEntryCount=1, Entries=[failed]) is Delivery.NOT_NOW


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"Entries": []},
        {"FailedEntryCount": 0, "Entries": [{}]},
        {"FailedEntryCount": 1, "Entries": [{"EventId": "e"}]},
        {"FailedEntryCount": 0, "Entries": [{"ErrorCode": "InternalFailure"}]},
    ],
)
def test_only_an_event_id_proves_that_it_was_taken(stub: Stubber, answer: dict[str, Any]) -> None:
    assert put(stub, **answer) is Delivery.NOT_NOW


def test_an_event_that_would_always_be_refused_is_not_put_for_ever(stub: Stubber) -> None:
    failed = {"ErrorCode": "MalformedDetail", "ErrorMessage": "no JSON"}

    assert put(stub, FailedEntryCount=1, Entries=[failed]) is Delivery.NEVER


@pytest.mark.parametrize("code", ["InternalException", "AccessDeniedException", "ResourceNotFoundException"])
def test_an_error_of_the_service_leaves_it_for_later(stub: Stubber, code: str) -> None:
    stub.add_client_error("put_events", code)

    assert a_bus(stub.client).send(news()) is Delivery.NOT_NOW


@pytest.mark.parametrize("trouble", [EndpointConnectionError, ReadTimeoutError])
def test_a_service_that_cannot_be_reached_leaves_it_for_later(trouble: type[Exception]) -> None:
    client = a_client()

    def refuse(**_: object) -> None:
        raise trouble(endpoint_url="https://events.example")  # type: ignore[call-arg]

    client.meta.events.register("before-call.events", refuse)

    assert a_bus(client).send(news()) is Delivery.NOT_NOW
