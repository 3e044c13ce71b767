"""The queue between what is due and the workers that do it: Amazon SQS, a standard queue.

A message is a customer's id, a subscription's id, and the moment at which it was due: names without meaning to
anybody else. It comes out at least once; whoever gets one asks the records what is still to be done.
"""

import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from voicetill.domain.errors import StoreUnavailableError
from voicetill.domain.journal import Due

_LOG = logging.getLogger(__name__)

# SendMessageBatch takes so many messages.
_BATCH = 10

# After so many batches in a row that did not get through, the queue is taken for down.
_PATIENCE = 3


@dataclass(frozen=True, slots=True)
class Work:
    """What a message asks for."""

    customer_id: str
    subscription_id: str


class WorkQueue:
    """A queue of renewals; `client` is boto3's `sqs`. Fits the services' `Queue` port."""

    def __init__(self, client: Any, *, url: str) -> None:  # noqa: ANN401 - boto3 is not typed here
        self._client = client
        self._url = url

    def waiting(self) -> int:
        """Return about how many messages wait; raises StoreUnavailableError."""
        name = "ApproximateNumberOfMessages"
        try:
            answer = self._client.get_queue_attributes(QueueUrl=self._url, AttributeNames=[name])
        except (ClientError, BotoCoreError) as error:
            raise StoreUnavailableError from error
        return int(answer.get("Attributes", {}).get(name, 0))

    def put(self, works: Sequence[Due]) -> int:
        """Send these in batches, and return how many were taken; see the port."""
        taken = in_vain = 0
        for batch in _batches(works):
            try:
                sent = self._sent(batch)
            except (ClientError, BotoCoreError):
                _LOG.warning("A batch did not get into the queue", exc_info=True)
                sent = 0
            in_vain = 0 if sent else in_vain + 1
            taken += sent
            if in_vain == _PATIENCE:
                break
        return taken

    def _sent(self, batch: Sequence[Due]) -> int:
        entries = [{"Id": str(number), "MessageBody": _body(due)} for number, due in enumerate(batch)]
        answer = self._client.send_message_batch(QueueUrl=self._url, Entries=entries)
        refused = answer.get("Failed", [])
        if refused:
            # They are still due: the next run finds them.
            codes = sorted({str(each.get("Code", "")) for each in refused})
            _LOG.warning("The queue refused messages", extra={"count": len(refused), "codes": codes})
        return len(answer.get("Successful", []))


def work_off(
    event: object, work: Callable[[Work], object], *, has_time: Callable[[], bool]
) -> dict[str, list[dict[str, str]]]:
    """Do the work of a batch, each message on its own, and say which of them shall come again.

    A message fails if it cannot be read or its work raises; what there is no time left for is given back, too.
    The answer is that of Lambda's partial batches (Lambda guide, "Using Lambda with Amazon SQS", batch item
    failures), which the event source must ask for with ReportBatchItemFailures. One that fails and has no id is
    given back without a name, by which the whole batch comes again. An event that is no batch holds no work.
    """
    records = event.get("Records") if isinstance(event, Mapping) else None
    failed = []
    for number, record in enumerate(records if isinstance(records, list) else ()):
        told = record if isinstance(record, Mapping) else {}
        # The first is always tried: a function with too little time for anything would never do anything.
        if not ((number == 0 or has_time()) and _is_done(told, work)):
            name = told.get("messageId")
            failed.append(name if isinstance(name, str) else "")
    return {"batchItemFailures": [{"itemIdentifier": name} for name in failed]}


def _is_done(record: Mapping[str, Any], work: Callable[[Work], object]) -> bool:
    try:
        work(_read(record.get("body")))
    except Exception:
        # Whatever it is, the messages after it must not wait for it. It comes again, and in the end to a person.
        _LOG.exception("A message failed", extra={"message_id": record.get("messageId")})
        return False
    return True


def _read(body: object) -> Work:
    """Read a message's body; raises ValueError for one that names no subscription."""
    told = json.loads(body) if isinstance(body, str) else None
    if not isinstance(told, dict):
        raise ValueError("a message that is none of ours")
    customer_id, subscription_id = told.get("customer_id"), told.get("subscription_id")
    if not isinstance(customer_id, str) or not isinstance(subscription_id, str):
        raise ValueError("a message that names no subscription")
    if not customer_id or not subscription_id:
        raise ValueError("a message that names no subscription")
    return Work(customer_id, subscription_id)


def _body(due: Due) -> str:
    told = {"customer_id": due.customer_id, "subscription_id": due.id, "due_at": due.at.isoformat()}
    return json.dumps(told, separators=(",", ":"))


def _batches(works: Sequence[Due]) -> Iterator[Sequence[Due]]:
    return (works[first : first + _BATCH] for first in range(0, len(works), _BATCH))
