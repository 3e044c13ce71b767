"""The pretend mail, bus and queues take what AWS would take, and nothing else."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from simulator.cloud.events import PretendEvents
from simulator.cloud.mail import PretendMail
from simulator.cloud.queues import PretendQueues
from simulator.cloud.requests import RequestRefused

QUEUE = "https://sqs.us-east-1.amazonaws.com/000000000000/renewals"


def a_letter(**changes: Any) -> dict[str, Any]:
    simple = {
        "Subject": {"Data": "Your order"},
        "Body": {"Text": {"Data": "Thanks"}, "Html": {"Data": "<p>Thanks"}},
    }
    letter = {
        "FromEmailAddress": "shop@nonicks.example",
        "Destination": {"ToAddresses": ["robin@example.com"]},
        "Content": {"Simple": simple},
    }
    return letter | changes


def an_event(**changes: Any) -> dict[str, Any]:
    event = {"Source": "voicetill", "DetailType": "order.placed", "Detail": json.dumps({"id": "1"})}
    return event | changes


def a_message(name: str) -> dict[str, str]:
    return {"Id": name, "MessageBody": json.dumps({"name": name})}


def test_a_letter_arrives_as_it_was_sent() -> None:
    mail = PretendMail()

    answer = mail.send_email(**a_letter())

    (letter,) = mail.letters
    assert answer["MessageId"]
    assert (letter.to, letter.subject, letter.text) == (("robin@example.com",), "Your order", "Thanks")


def test_a_letter_without_a_subject_is_refused() -> None:
    faulty = a_letter(Content={"Simple": {"Body": {}}})

    with pytest.raises(RequestRefused, match="Subject"):
        PretendMail().send_email(**faulty)


def test_a_letter_is_refused_as_told() -> None:
    mail = PretendMail()
    mail.refuses = "MessageRejected"

    with pytest.raises(ClientError, match="MessageRejected"):
        mail.send_email(**a_letter())
    assert mail.letters == []


def test_events_reach_the_bus_but_for_those_that_fail() -> None:
    bus = PretendEvents()
    bus.fails = 1

    answer = bus.put_events(Entries=[an_event(), an_event(DetailType="order.paid")])

    assert answer["FailedEntryCount"] == 1
    assert [event.kind for event in bus.events] == ["order.paid"]


def test_an_event_with_a_foreign_member_is_refused() -> None:
    with pytest.raises(RequestRefused, match="Details"):
        PretendEvents().put_events(Entries=[an_event(Details="{}")])


def test_messages_come_in_batches_and_again_after_a_failure() -> None:
    queues = PretendQueues()
    queues.send_message_batch(QueueUrl=QUEUE, Entries=[a_message(f"m{number}") for number in range(10)])
    queues.send_message_batch(QueueUrl=QUEUE, Entries=[a_message("m10")])

    first, second = queues.batch(QUEUE), queues.batch(QUEUE)
    assert first is not None
    assert second is not None
    queues.put_back(QUEUE, second["Records"])
    again = queues.batch(QUEUE)

    assert [len(batch["Records"]) for batch in (first, second)] == [10, 1]
    assert again == second
    assert queues.batch(QUEUE) is None


@pytest.mark.parametrize("names", [[], ["a", "a"], [f"m{number}" for number in range(11)]])
def test_a_batch_has_one_to_ten_messages_of_different_names(names: list[str]) -> None:
    with pytest.raises(ValueError, match="one to ten"):
        PretendQueues().send_message_batch(QueueUrl=QUEUE, Entries=[a_message(name) for name in names])
