"""The outbox's door over DynamoDB, EventBridge, SES and pretend Alexa: from the stream, and from the clock."""

import importlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from types import ModuleType
from typing import Any

import boto3
import pytest
from moto import mock_aws
from moto.sesv2.models import sesv2_backends

from simulator.alexa_api.service import Account, AlexaApi
from tests.builders import CHECKOUT_ID, CUSTOMER_ID, LOCALE, an_order
from tests.fakes.clock import FixedClock
from tests.stores import dynamo
from tests.wiring.test_outbox_settings import ALL, LEAST
from voicetill.domain.journal import Change
from voicetill.domain.occurrences import Happening, Occurrence, happened
from voicetill.domain.payments import Environment
from voicetill.settings.outbox import read_outbox
from voicetill.stores.journal import DynamoJournal
from voicetill.wiring.outbox import Handler, open_outbox
from voicetill.wiring.starting import CannotStartError

EMAIL = "robin@example.com"
USER = "amzn1.ask.account.INVENTED"
INVENTED = {"region_name": "us-east-1", "aws_access_key_id": "invented", "aws_secret_access_key": "invented"}


class Context:
    """Lambda's context, with so many milliseconds left."""

    def __init__(self, left: int = 100_000) -> None:
        self.left = left

    def get_remaining_time_in_millis(self) -> int:
        return self.left


class Cloud:
    """One deployment: the table, the bus, the post, and Alexa."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in INVENTED.items():
            monkeypatch.setenv(name.upper() if name != "region_name" else "AWS_DEFAULT_REGION", value)
        self.client = dynamo.a_client_with_table()
        self.clock = FixedClock()
        self.journal = DynamoJournal(
            self.client, table_name=dynamo.TABLE, seller_id=dynamo.SELLER_ID, environment=Environment.SANDBOX
        )
        boto3.client("events", **INVENTED).create_event_bus(Name=ALL["EVENT_BUS_NAME"])
        boto3.client("sesv2", **INVENTED).create_email_identity(EmailIdentity=ALL["MAIL_SENDER"])
        self.alexa = AlexaApi(self.clock, client_id="id", client_secret="secret")
        self.alexa.knows(Account(USER))
        self.handler = self.opened()

    def opened(self, **environment: str) -> Handler:
        def secrets(name: str) -> Any:
            pair = json.dumps({"client_id": "id", "client_secret": "secret"})
            return lambda *, fresh=False: pair if name == ALL["NOTICES_SECRET"] else ""

        settings = read_outbox({**ALL, **environment})
        return open_outbox(settings, dynamodb=self.client, send=self.alexa.send, secrets=secrets, clock=self.clock)

    def happens(self, what: Happening = Happening.ORDER_PLACED, **changes: Any) -> Occurrence:
        occurrence = happened(
            what, subject_id=CHECKOUT_ID, customer_id=CUSTOMER_ID, market_id="US", locale=LOCALE, at=self.clock()
        )
        occurrence = replace(occurrence, **{"email": EMAIL, "user_id": USER, **changes})
        self.journal.write(Change(None, occurrence))
        return occurrence

    def mails(self) -> list[Any]:
        backend = sesv2_backends["123456789012"]["us-east-1"]
        return [
            message_from_bytes(mail.raw_data.encode(), policy=policy.SMTP)
            for mail in backend.core_backend.sent_messages
        ]

    def kept(self, occurrence: Occurrence) -> Occurrence:
        found = self.journal.occurrence(occurrence.customer_id, occurrence.id)
        assert found is not None
        return found


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    with mock_aws():
        made = Cloud(monkeypatch)
        made.journal.write(Change(None, an_order()))
        yield made


def a_stream(*occurrences: Occurrence) -> dict[str, Any]:
    return {
        "Records": [
            {
                "eventName": "INSERT",
                "dynamodb": {
                    "Keys": {
                        "pk": {"S": f"SANDBOX#{dynamo.SELLER_ID}#{each.customer_id}"},
                        "sk": {"S": f"OCCURRENCE#{each.id}"},
                    },
                    "SequenceNumber": str(number),
                },
            }
            for number, each in enumerate(occurrences)
        ]
    }


def test_what_the_stream_tells_leaves_at_once_through_every_way(cloud: Cloud) -> None:
    placed = cloud.happens()

    answer = cloud.handler(a_stream(placed), Context())

    assert answer == {"batchItemFailures": []}
    (mail,) = cloud.mails()
    assert mail["To"] == EMAIL
    assert "This is a test" in mail.get_body(("plain",)).get_content()
    assert [notice.status for notice in cloud.alexa.notices] == ["ORDER_RECEIVED"]
    assert cloud.kept(placed).tell_at is None


def test_what_an_error_says_of_a_customer_is_not_logged(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def spoiled(*given: object) -> None:
        raise ValueError(EMAIL)

    placed = cloud.happens()
    monkeypatch.setattr(DynamoJournal, "occurrence", spoiled)

    cloud.handler(a_stream(placed), Context())

    assert EMAIL not in caplog.text
    assert "ValueError" in [getattr(record, "fault", "") for record in caplog.records]


def test_a_stream_that_comes_twice_tells_once(cloud: Cloud) -> None:
    placed = cloud.happens()

    for _ in range(2):
        cloud.handler(a_stream(placed), Context())
    cloud.handler({"source": "aws.events"}, Context())

    assert len(cloud.mails()) == 1


def test_what_the_stream_has_lost_the_clock_finds(cloud: Cloud) -> None:
    for number in range(5):
        cloud.happens(id=f"{number}.order.placed")

    told = cloud.handler({"source": "aws.scheduler"}, Context())

    assert told == {"told": 5}
    assert len(cloud.mails()) == 5
    assert cloud.handler({}, None) == {}


def test_once_told_the_record_holds_nothing_of_the_customer_and_expires(cloud: Cloud) -> None:
    placed = cloud.happens()

    cloud.handler(a_stream(placed), Context())

    (item,) = [item for item in dynamo.stored(cloud.client) if item["sk"]["S"].startswith("OCCURRENCE#")]
    assert EMAIL not in repr(item)
    assert USER not in repr(item)
    assert int(item["expires_at"]["N"]) == int((cloud.clock() + timedelta(days=30)).timestamp())
    assert "agenda" not in item


def test_without_time_nothing_is_begun(cloud: Cloud) -> None:
    placed = cloud.happens()

    answers = [cloud.handler(event, Context(left=10_000)) for event in (a_stream(placed), {})]

    assert answers == [{"batchItemFailures": []}, {}]
    assert cloud.mails() == []
    assert cloud.kept(placed) == replace(placed, version=1)


def test_a_store_that_is_down_hands_the_records_back(cloud: Cloud) -> None:
    placed = cloud.happens()
    dynamo.cut_off(cloud.client)

    assert cloud.handler(a_stream(placed, placed), Context()) == {
        "batchItemFailures": [{"itemIdentifier": "0"}, {"itemIdentifier": "1"}]
    }


def test_a_record_that_cannot_be_read_holds_up_no_other(cloud: Cloud) -> None:
    odd, placed = cloud.happens(id="odd"), cloud.happens()
    cloud.client.update_item(
        TableName=dynamo.TABLE,
        Key={"pk": {"S": f"SANDBOX#{dynamo.SELLER_ID}#{CUSTOMER_ID}"}, "sk": {"S": "OCCURRENCE#odd"}},
        UpdateExpression="SET what = :what",
        ExpressionAttributeValues={":what": {"S": "order.dreamt"}},
    )

    assert cloud.handler(a_stream(odd, placed), Context()) == {"batchItemFailures": []}
    assert cloud.handler({}, Context()) == {"failed": 1}
    assert len(cloud.mails()) == 1


def test_ways_that_are_off_are_no_failures(cloud: Cloud) -> None:
    placed = cloud.happens()

    answer = cloud.opened(EVENT_BUS_NAME="", MAIL_SENDER="", NOTICES="off")(a_stream(placed), Context())

    assert answer == {"batchItemFailures": []}
    assert cloud.mails() == []
    assert cloud.kept(placed).tell_at is None


def test_a_payment_that_failed_without_an_address_is_still_an_event(cloud: Cloud) -> None:
    failed = cloud.happens(Happening.PAYMENT_FAILED, email="")

    assert cloud.handler(a_stream(failed), Context()) == {"batchItemFailures": []}
    assert cloud.kept(failed).tell_at is None


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    for name, value in LEAST.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    return importlib.reload(importlib.import_module("outbox_function"))


def test_the_door_opens_with_what_a_deployment_says(door: ModuleType) -> None:
    assert callable(door.lambda_handler)


def test_a_faulty_start_names_every_fault_of_settings_and_texts() -> None:
    with pytest.raises(CannotStartError) as refused:
        open_outbox(files={"mail/en-US.toml": "", "mail/de-DE.toml": "[say]\nstop = ''\n"})

    said = str(refused.value)
    assert "TABLE_NAME: is missing" in said
    assert "mail/en-US.toml link.terms: is missing" in said
    assert "mail/de-DE.toml say.stop: is missing" in said
