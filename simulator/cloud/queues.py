"""A pretend Amazon SQS: standard queues, so messages come at least once and in no certain order."""

from itertools import count
from typing import Any

from simulator.cloud.requests import check

_MOST = 10


class PretendQueues:
    """boto3's `sqs` as far as sending goes, and what Lambda makes of a queue: batches of records."""

    def __init__(self) -> None:
        self.waiting: dict[str, list[dict[str, Any]]] = {}
        self._numbers = count(1)

    def send_message_batch(self, **request: Any) -> dict[str, Any]:  # noqa: ANN401 - boto3's own shape
        """Take up to ten messages (SQS, SendMessageBatch: ids that differ within a batch)."""
        check("sqs", "SendMessageBatch", request)
        entries = request["Entries"]
        if not 1 <= len(entries) <= _MOST or len({entry["Id"] for entry in entries}) < len(entries):
            raise ValueError("SendMessageBatch: one to ten entries, with ids of their own")
        return {"Successful": [self._taken(request["QueueUrl"], entry) for entry in entries], "Failed": []}

    def get_queue_attributes(self, **request: Any) -> dict[str, Any]:  # noqa: ANN401 - boto3's own shape
        """Tell how many messages wait (SQS, GetQueueAttributes); nothing else is known here."""
        check("sqs", "GetQueueAttributes", request)
        waiting = len(self.waiting.get(request["QueueUrl"], []))
        return {"Attributes": {"ApproximateNumberOfMessages": str(waiting)}}

    def batch(self, queue_url: str, most: int = _MOST) -> dict[str, Any] | None:
        """Return the event with which Lambda would call a worker for the next messages; None if there are none."""
        waiting = self.waiting.get(queue_url, [])
        taken, self.waiting[queue_url] = waiting[:most], waiting[most:]
        return {"Records": taken} if taken else None

    def put_back(self, queue_url: str, records: list[dict[str, Any]]) -> None:
        """Let messages come again, as they do when their worker failed."""
        self.waiting.setdefault(queue_url, []).extend(records)

    def repeat(self) -> None:
        """Let every message that waits come once more: standard queues deliver at least once."""
        for records in self.waiting.values():
            records += [dict(record) for record in records]

    def _taken(self, queue_url: str, entry: dict[str, Any]) -> dict[str, str]:
        name = f"pretend-{next(self._numbers):06d}"
        record = {
            "messageId": name,
            "receiptHandle": name,
            "body": entry["MessageBody"],
            "attributes": {"ApproximateReceiveCount": "1"},
            "messageAttributes": {},
            "eventSource": "aws:sqs",
        }
        self.waiting.setdefault(queue_url, []).append(record)
        return {"Id": entry["Id"], "MessageId": name, "MD5OfMessageBody": "0" * 32}
