"""What is due goes through a queue in batches, and comes out as work; one failure never stops the rest."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from hypothesis import given
from hypothesis import strategies as st
from moto import mock_aws

from simulator.cloud.queues import PretendQueues
from tests.builders import NOW
from voicetill.domain.errors import StoreUnavailableError
from voicetill.domain.journal import Due, Kind
from voicetill.messengers.queues import Work, WorkQueue, work_off

URL = "https://sqs.us-east-1.amazonaws.com/123456789012/renewals"


def dues(count: int) -> list[Due]:
    return [
        Due(Kind.RENEWAL, f"customer{number}", f"{number:026d}", NOW + timedelta(minutes=number))
        for number in range(count)
    ]


def messages(*bodies: object) -> dict[str, Any]:
    return {"Records": [{"messageId": f"m{number}", "body": body} for number, body in enumerate(bodies)]}


def a_body(number: int) -> str:
    return json.dumps({"customer_id": f"customer{number}", "subscription_id": f"{number:026d}"})


def always() -> bool:
    return True


class Unwell(PretendQueues):
    """A queue that refuses what is said: every so many batches, or some messages of each."""

    def __init__(self, *, raises: Sequence[int] = (), refuses: Sequence[str] = ()) -> None:
        super().__init__()
        self.batches = 0
        self.raises = raises
        self.refuses = refuses

    def send_message_batch(self, **request: Any) -> dict[str, Any]:
        self.batches += 1
        if self.batches in self.raises:
            raise EndpointConnectionError(endpoint_url=URL)
        entries = [entry for entry in request["Entries"] if entry["Id"] not in self.refuses]
        taken = super().send_message_batch(QueueUrl=request["QueueUrl"], Entries=entries)
        failed = [{"Id": each, "Code": "InternalError", "SenderFault": False} for each in self.refuses]
        return {**taken, "Failed": failed}

    def get_queue_attributes(self, **request: Any) -> dict[str, Any]:
        raise ClientError({"Error": {"Code": "RequestThrottled", "Message": ""}}, "GetQueueAttributes")


def test_everything_goes_in_and_comes_out_as_work() -> None:
    queues = PretendQueues()

    assert WorkQueue(queues, url=URL).put(dues(23)) == 23
    assert WorkQueue(queues, url=URL).waiting() == 23

    done: list[Work] = []
    while event := queues.batch(URL):
        assert work_off(event, done.append, has_time=always) == {"batchItemFailures": []}
    assert done == [Work(f"customer{number}", f"{number:026d}") for number in range(23)]


def test_the_real_client_takes_it_too() -> None:
    with mock_aws():
        client = boto3.client(
            "sqs", region_name="us-east-1", aws_access_key_id="invented", aws_secret_access_key="invented"
        )
        url = client.create_queue(QueueName="renewals")["QueueUrl"]
        queue = WorkQueue(client, url=url)

        assert queue.put(dues(12)) == 12
        assert queue.waiting() == 12
        bodies = [
            message["Body"]
            for _ in range(2)
            for message in client.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
        ]

    done: list[Work] = []
    work_off(messages(*bodies), done.append, has_time=always)
    assert len(set(done)) == 12


def test_a_message_tells_nothing_but_names_and_a_time() -> None:
    queues = PretendQueues()
    WorkQueue(queues, url=URL).put(dues(1))

    (record,) = queues.waiting[URL]
    assert json.loads(record["body"]) == {
        "customer_id": "customer0",
        "subscription_id": "0" * 26,
        "due_at": NOW.isoformat(),
    }


def test_nothing_to_send_calls_nobody() -> None:
    queues = Unwell()

    assert WorkQueue(queues, url=URL).put([]) == 0
    assert queues.batches == 0


def test_a_batch_that_gets_lost_stops_no_other() -> None:
    assert WorkQueue(Unwell(raises=[2]), url=URL).put(dues(40)) == 30


def test_messages_that_are_refused_are_not_counted() -> None:
    assert WorkQueue(Unwell(refuses=["3", "7"]), url=URL).put(dues(20)) == 16


def test_a_queue_that_is_down_is_not_asked_for_ever() -> None:
    queues = Unwell(raises=range(1, 1000))

    assert WorkQueue(queues, url=URL).put(dues(500)) == 0
    assert queues.batches == 3


def test_a_queue_that_does_not_say_how_long_it_is_is_unavailable() -> None:
    with pytest.raises(StoreUnavailableError):
        WorkQueue(Unwell(), url=URL).waiting()


def test_one_failure_stops_no_other_and_comes_again_alone() -> None:
    done: list[str] = []

    def work(each: Work) -> None:
        if each.customer_id in ("customer1", "customer3"):
            raise StoreUnavailableError
        done.append(each.customer_id)

    told = work_off(messages(*map(a_body, range(5))), work, has_time=always)

    assert told == {"batchItemFailures": [{"itemIdentifier": "m1"}, {"itemIdentifier": "m3"}]}
    assert done == ["customer0", "customer2", "customer4"]


@pytest.mark.parametrize(
    "body",
    [
        *(None, 5, "", "no json", "[]", "{}", '{"customer_id": "c"}'),
        '{"customer_id": 1, "subscription_id": 2}',
        '{"customer_id": "", "subscription_id": "s"}',
        '{"customer_id": "c", "subscription_id": ""}',
    ],
)
def test_what_is_no_message_of_ours_fails_and_harms_nobody(body: object) -> None:
    done: list[Work] = []

    told = work_off(messages(body, a_body(1)), done.append, has_time=always)

    assert told == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    assert len(done) == 1


@given(body=st.text() | st.none() | st.integers())
def test_whatever_a_body_is_nothing_escapes(body: object) -> None:
    assert len(work_off(messages(body), lambda each: None, has_time=always)["batchItemFailures"]) <= 1


def test_what_there_is_no_time_for_comes_again() -> None:
    left = iter([True, False, False])
    done: list[Work] = []

    told = work_off(messages(*map(a_body, range(4))), done.append, has_time=lambda: next(left))

    assert len(done) == 2, "the first is always tried, and the second had time"
    assert [each["itemIdentifier"] for each in told["batchItemFailures"]] == ["m2", "m3"]


@pytest.mark.parametrize("event", [{}, {"Records": []}])
def test_an_empty_event_is_nothing_to_do(event: dict[str, Any]) -> None:
    assert work_off(event, lambda each: None, has_time=always) == {"batchItemFailures": []}


@pytest.mark.parametrize("event", [None, True, 1.5, "x", [], [1], {}, {"Records": None}, {"Records": 7}])
def test_what_is_no_batch_holds_no_work(event: object) -> None:
    assert work_off(event, lambda work: None, has_time=always) == {"batchItemFailures": []}


@pytest.mark.parametrize("record", [None, 1, "x", {}, {"body": "x"}, {"body": "{}", "messageId": 5}])
def test_a_message_that_cannot_be_named_brings_the_whole_batch_again(record: object) -> None:
    done: list[Work] = []

    told = work_off({"Records": [record, *messages(a_body(1))["Records"]]}, done.append, has_time=always)

    assert told == {"batchItemFailures": [{"itemIdentifier": ""}]}
    assert done == [Work("customer1", f"{1:026d}")]
