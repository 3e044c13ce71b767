"""Each room has a buyer API of its own, for whoever holds a token of Alexa."""

import json
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from simulator.cloud.shop import SELLER_ID
from simulator.script.conversation import Conversation
from simulator.stage.rehearsal import Rehearsal
from tests.simulator.script.stages import a_conversation


@pytest.fixture
def conversation() -> Iterator[Conversation]:
    opened = a_conversation()
    yield opened
    opened.room.buyer_api.close()


def streets(room: Rehearsal) -> list[str]:
    """Ask as a skill would, with the token of the last request."""
    token = room.turns[-1].request["context"]["System"]["apiAccessToken"]
    call = Request(f"{room.buyer_api.address}/live/v1/buyer/addresses?sellerId={SELLER_ID}")
    call.add_header("Authorization", f"Bearer {token}")
    with urlopen(call) as answer:
        return [each["address"]["addressLine1"] for each in json.load(answer)["addresses"]]


def test_the_token_of_a_request_opens_the_buyers_address(conversation: Conversation) -> None:
    conversation.tell("open tea corner")
    conversation.tell("!address addressLine1='5 High Street'")

    told = conversation.tell("!buyer-api")

    assert told.note == f"the buyer API answers at {conversation.room.buyer_api.address}"
    assert streets(conversation.room) == ["5 High Street"]


@pytest.mark.parametrize(
    ("line", "status"),
    [("!consent denied", 403), ("!clock +2h", 401), ("!buyer-api fail ServiceUnavailable", 503)],
)
def test_it_refuses_as_the_world_stands(conversation: Conversation, line: str, status: int) -> None:
    conversation.tell("open tea corner")
    conversation.tell(line)

    with pytest.raises(HTTPError) as refused:
        streets(conversation.room)

    assert refused.value.code == status
    refused.value.close()


@pytest.mark.parametrize(
    "line", ["!buyer-api fail", "!buyer-api fail Oops", "!buyer-api slow soon", "!buyer-api x"]
)
def test_what_cannot_be_ordered_of_it_is_told(conversation: Conversation, line: str) -> None:
    assert "expected" in (conversation.tell(line).problem or "")


def test_nothing_listens_until_somebody_asks_where(conversation: Conversation) -> None:
    address = conversation.room.buyer_api.address

    conversation.room.buyer_api.close()

    with pytest.raises(OSError, match="refused"):
        urlopen(address)
