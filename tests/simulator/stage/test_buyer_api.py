"""Each room has a buyer API of its own, for whoever holds a token of Alexa; the skill in it is led there."""

import json
import os
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from simulator.cloud.double import Cloud
from simulator.cloud.shop import SELLER_ID
from simulator.customers import Device
from simulator.script.conversation import Conversation
from simulator.stage.rehearsal import Rehearsal
from simulator.stage.stage import Stage, set_up
from simulator.stage.stage import stage as new_stage
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


# The skill is led there, whichever way in.


def asked(stage: Stage) -> list[tuple[str, int]]:
    for utterance in ("open no nicks", "a starter kit", "yes"):
        stage.room.say(utterance)
    return [(call.path, call.status) for turn in stage.room.turns for call in turn.asked]


@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize("watched", [False, True])
def test_the_skill_asks_in_its_own_room(inside: bool, watched: bool) -> None:
    with new_stage(inside=inside, watched=watched) as stage:
        assert asked(stage) == [("/sandbox/v1/buyer/addresses", 200)]


def test_rooms_that_share_a_cloud_have_each_their_own() -> None:
    with Cloud() as cloud:
        one, other = set_up(cloud), set_up(cloud)
        other.room.buyer.change_address({"city": "Springfield"})

        assert [len(asked(stage)) for stage in (one, other)] == [1, 1]
        cities = [order["address"]["city"] for stage in (one, other) for order in stage.orders()]
        assert cities == ["Cupertino", "Springfield"]
        one.strike()
        other.strike()


def test_without_a_network_amazon_s_own_host_is_called_and_the_region_fits() -> None:
    with new_stage(inside=True) as stage:
        stage.room.switch_to(device=Device("kitchen", "de-DE"))
        stage.room.intend("BuyIntent", product="starter_kit")

        (call,) = stage.room.turns[0].asked
        assert call.status == 200


def test_a_delay_that_nobody_waits_for_takes_no_time(conversation: Conversation) -> None:
    conversation.tell("!buyer-api slow 9")

    with pytest.raises(TimeoutError):
        conversation.room.buyer_api.fetch("https://pay-api.amazon.com/live/v1/buyer/id", {}, within=1.5)


def test_a_lookup_without_an_end_costs_a_customer_a_second_and_a_half() -> None:
    with new_stage() as stage:
        stage.room.buyer_api.service.slow(9)

        wish = stage.room.say("ask no nicks to buy a starter kit")

        assert 1.5 <= wish[0].seconds < 5
        assert [directive["name"] for directive in wish[0].directives] == ["Setup"]


def test_a_developer_s_own_variable_leads_no_rehearsal_astray(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUYER_API_ENDPOINT", "https://pay-api.amazon.com")

    with new_stage() as stage:
        assert asked(stage) == [("/sandbox/v1/buyer/addresses", 200)]


def test_a_function_outside_of_any_room_asks_a_port_where_nobody_is() -> None:
    with Cloud() as cloud, cloud.deploy().entered():
        assert os.environ["BUYER_API_ENDPOINT"].startswith("http://127.0.0.1:")
