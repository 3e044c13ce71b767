"""The DynamoDB of rooms answers as moto does, which others wrote; and as DynamoDB does where moto is known not to.

What moto is known to do otherwise, and is not asked here: it takes expression values that no expression uses,
and falls over one that is missing; it takes a number for the key of an index; it gives numbers back as they were
written; it forgets the tokens of transactions; it calls an index that there is not a table that there is not; and
it names other reasons where an item of a transaction is unfit. What DynamoDB does then, is told in
`tests/simulator/cloud/test_inside.py`.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from simulator.cloud.database import Database
from simulator.cloud.double import Cloud
from tests.simulator.cloud import strategies
from tests.simulator.cloud.strategies import Request


class Side:
    """One of the two, with a table of the day."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._client: Any = cloud.client()

    @contextmanager
    def table(self) -> Iterator[Callable[[Request], Any]]:
        """Answer requests of a fresh table."""
        deployment = self._cloud.deploy()
        (name,) = deployment.tables.values()
        try:
            yield lambda request: self._answer(name, request)
        finally:
            self._cloud.forget(deployment)

    def _answer(self, table: str, request: Request) -> Any:
        method, asked = request
        asked = json.loads(json.dumps(asked).replace(json.dumps(strategies.TABLE), json.dumps(table)))
        try:
            answer = getattr(self._client, method)(**asked)
        except ClientError as error:
            return _refusal(error)
        return _told(answer, table)


@pytest.fixture(scope="module")
def sides() -> Iterator[tuple[Side, Side]]:
    with Cloud(inside=True) as ours, Cloud(inside=True, database=Database()) as theirs:
        yield Side(ours), Side(theirs)


def _refusal(error: ClientError) -> Any:
    answer: Any = error.response
    reasons = [(reason["Code"], reason.get("Item")) for reason in answer.get("CancellationReasons", ())]
    return answer["Error"]["Code"], answer.get("Item"), reasons


def _told(answer: Any, table: str) -> Any:
    told = {
        name: value
        for name, value in answer.items()
        if name not in ("ResponseMetadata", "ConsumedCapacity", "ItemCollectionMetrics")
    }
    if "Responses" in told:
        told["Responses"] = _unordered(told["Responses"].get(table, []))
    return told


def _unordered(items: list[Any]) -> list[str]:
    return sorted(json.dumps(item, sort_keys=True) for item in items)


# Not made smaller where it fails: moto would take minutes over that.
@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(asked=st.lists(strategies.requests(), min_size=4, max_size=24))
def test_whatever_is_asked_is_answered_as_moto_answers(sides: tuple[Side, Side], asked: list[Request]) -> None:
    ours, theirs = sides

    with ours.table() as mine, theirs.table() as other:
        for request in asked:
            assert mine(request) == other(request), request
