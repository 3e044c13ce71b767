"""The shop that other people's tests talk to."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest

from simulator.stage.invocation import SkillCrashed
from simulator.testing import Disappointed, InVain, OpenShop, Shop, open_shop, rehearsal_room, shop

__all__ = ["open_shop", "shop"]

MOMENT = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


def test_a_purchase_is_talked_through_and_looked_at(shop: Shop) -> None:
    welcome = shop.say("open no nicks")
    total = shop.say("a starter kit")
    placed = shop.say("yes")

    shop.expect("order placed", "charged 9.00 USD once", "> card title No Nicks order confirmation")
    assert "Welcome" in welcome.speech
    assert not welcome.ended
    assert total.sent == ["Setup"]
    assert len(total.turns) == 2
    assert "Your order is placed" in placed.speech
    assert placed.sent == ["Charge"]
    assert placed.directives[0]["payload"]["authorizeAttributes"]["authorizationAmount"]["amount"] == "9.00"
    assert placed.card is not None
    assert placed.ended
    assert placed.trouble is None
    assert placed.response["response"]["shouldEndSession"] is True
    assert str(placed) == placed.speech
    assert repr(placed) == f"<Reply: {placed.speech!r} in 2 turns>"
    assert shop.charged == ["9.00 USD"]
    assert shop.ledger.charges[0].reference == shop.orders[0]["payment"]["reference"]
    assert {item["sk"].split("#")[0] for item in shop.items} == {"NOW", "ORDER"}


def test_a_shop_tells_in_short_who_speaks(shop: Shop) -> None:
    shop.say("open no nicks")

    assert repr(shop) == "<Shop: first customer at kitchen, 1 turns so far>"
    assert shop.listening


def test_several_things_can_be_said_at_once(shop: Shop) -> None:
    assert "Your order is placed" in shop.say("open no nicks", "a starter kit", "yes").speech


@pytest.mark.parametrize("words", ["!cold", "> order placed", "# a remark", " "])
def test_what_no_customer_says_is_not_said(shop: Shop, words: str) -> None:
    with pytest.raises(ValueError, match="what a customer says"):
        shop.say(words)


def test_an_intent_can_be_meant_without_its_words(shop: Shop) -> None:
    assert "Two refill packs" in shop.intend("BuyIntent", product="refill pack", quantity="2").speech


def test_silence_hears_the_question_again_and_then_ends(shop: Shop) -> None:
    shop.say("open no nicks")

    again, over = shop.silence(), shop.silence()

    assert "What would you like?" in again.speech
    assert not again.ended
    assert over.ended
    assert over.speech == ""


def test_a_customer_can_leave(shop: Shop) -> None:
    shop.say("open no nicks")

    assert shop.leave().turns[0].kind == "SessionEndedRequest"


def test_a_screen_can_be_touched(shop: Shop) -> None:
    shop.switch_to(device="show")
    shop.say("open no nicks")

    (turn,) = shop.touch("buy", {"product": "starter_kit"}).turns

    assert turn.request["request"]["arguments"] == ["buy", {"product": "starter_kit"}]


def test_any_event_can_be_sent(shop: Shop) -> None:
    event = shop.say("open no nicks").turns[0].request

    assert "Welcome" in shop.send(event).speech


def test_customers_and_devices_stand_side_by_side(shop: Shop) -> None:
    shop.say("open no nicks")
    shop.switch_to(customer="Ben the second", device="bedroom", kind="show")

    with shop.speaking(customer="Ada"):
        shop.say("ask no nicks to buy a starter kit")
        ada = shop.room.speaker
    shop.say("ask no nicks to buy a refill pack", "yes")

    assert ada.customer.name == "Ada"
    assert shop.room.speaker.customer.name == "Ben the second"
    assert shop.room.speaker.device.has_screen
    assert shop.charged == ["9.00 USD"]
    assert len({item["pk"] for item in shop.items}) == 2


def test_what_the_alexa_app_says_can_be_changed(shop: Shop) -> None:
    shop.consent("denied")
    asked = shop.say("ask no nicks to buy a starter kit")
    shop.consent("granted")
    shop.voice_purchasing(on=False)
    refused = shop.say("ask no nicks to buy a starter kit")

    assert asked.card == {"type": "AskForPermissionsConsent", "permissions": ["payments:autopay_consent"]}
    assert refused.turns[-1].request["request"]["status"]["code"] != "200"
    assert shop.charged == []


def test_amazon_pay_answers_as_it_is_told(shop: Shop) -> None:
    shop.pay("declined-invalid-payment-method-hard")
    declined = shop.say("open no nicks", "a starter kit", "yes")
    shop.repair_wallet()
    shop.say("ask no nicks to check out")
    shop.pay("late")
    shop.say("yes")
    placed = shop.deliver()
    again = shop.redeliver()

    assert "Your order is not placed" in declined.speech
    assert "Your order is placed" in placed.speech
    assert again.response == placed.response
    assert shop.charged == ["9.00 USD"]


def test_what_the_customer_has_at_amazon_can_be_changed(shop: Shop) -> None:
    shop.address(city="Springfield")
    total = shop.say("open no nicks", "a starter kit")
    shop.limit(5)
    over = shop.say("yes")
    shop.limit("none")
    shop.say("ask no nicks to check out", "yes")
    shop.agreement("canceled")
    shop.break_wallet()
    declined = shop.say("ask no nicks to buy a barber voucher", "yes")

    assert "Springfield" in total.speech
    assert over.turns[-1].request["request"]["status"]["message"] == "PeriodicAmountExceeded"
    assert shop.charged == ["9.00 USD"]
    assert declined.sent == ["Charge", "Setup", "Charge"]


@pytest.mark.parametrize("words", ["declined-invalid-payment-method-hard", "decline InvalidPaymentMethod hard"])
def test_outcomes_can_be_ordered_in_words(shop: Shop, words: str) -> None:
    shop.say("open no nicks", "a starter kit")
    shop.pay(words)

    assert "nothing was charged" in shop.say("yes").speech


def test_the_world_can_be_made_difficult(shop: Shop) -> None:
    shop.say("open no nicks", "a starter kit")
    shop.go_cold()
    shop.outage()
    down = shop.say("yes")
    shop.crash("before-answer")
    crashed = shop.say("ask no nicks to check out")
    shop.delay(8.5)
    slow = shop.say("ask no nicks to check out")

    assert down.trouble is None
    assert "Your order is placed" not in down.speech
    assert "died" in str(crashed.trouble)
    assert "waits 8 seconds" in str(slow.trouble)


def test_time_stands_still_and_passes_when_told(open_shop: OpenShop) -> None:
    shop = open_shop(at=MOMENT)
    shop.pass_time(days=1, hours=2)
    shop.say("open no nicks", "a starter kit", "yes")

    assert shop.room.clock() == MOMENT + timedelta(days=1, hours=2)
    assert shop.orders[0]["placed_at"] == "2026-11-24T20:00:00+00:00"


def test_a_seed_makes_the_same_ids_and_no_seed_others(open_shop: OpenShop) -> None:
    shops = [open_shop(at=MOMENT), open_shop(at=MOMENT), open_shop(at=MOMENT, seed=None)]
    for each in shops:
        each.say("open no nicks", "a starter kit", "yes")

    one, same, other = ([turn.as_json() for turn in each.room.turns] for each in shops)
    assert one == same
    assert one != other


def test_two_shops_share_nothing(open_shop: OpenShop) -> None:
    first, second = open_shop(), open_shop()

    first.say("open no nicks", "a starter kit", "yes")

    assert len(first.orders) == 1
    assert second.orders == []
    assert second.charged == []
    assert second.transcript == "(nothing was said yet)"


def test_another_catalogue_can_be_sold_from(open_shop: OpenShop) -> None:
    catalogue = Path("lambda/voicetill/data/catalogue.toml").read_text(encoding="utf-8")
    dearer = open_shop(files={"catalogue.toml": catalogue.replace('US = "9.00"', 'US = "12.34"')})

    dearer.say("open no nicks", "a starter kit", "yes")

    assert dearer.charged == ["12.34 USD"]


def test_a_part_that_no_shop_has_is_told_at_once(open_shop: OpenShop) -> None:
    with pytest.raises(TypeError, match=r"nothing of the shop is named catalog; known are .*catalogue"):
        open_shop(catalog={})


def test_a_clock_without_a_time_zone_is_no_clock(open_shop: OpenShop) -> None:
    with pytest.raises(ValueError, match="time zone"):
        open_shop(at=datetime(2026, 12, 24))  # noqa: DTZ001 - just what is refused


def test_other_settings_reach_the_skill_and_amazon_pay(open_shop: OpenShop) -> None:
    shop = open_shop(settings={"SELLER_ID": "ANOTHERSELLER"})

    setup = shop.say("ask no nicks to buy a starter kit").directives[0]
    shop.say("yes")

    assert setup["payload"]["sellerId"] == "ANOTHERSELLER"
    assert shop.ledger.charges[0].seller_id == "ANOTHERSELLER"


def test_each_turn_tells_its_calls(shop: Shop) -> None:
    assert [call.operation for call in shop.say("ask no nicks to buy a starter kit").turns[0].calls]


def test_an_expectation_that_is_not_met_shows_the_conversation(shop: Shop) -> None:
    shop.say("open no nicks", "a starter kit")
    shop.pay("twice")
    shop.say("yes")

    with pytest.raises(Disappointed) as told:
        shop.expect("charged 9.00 USD once", "speech contains goodbye")

    message = str(told.value)
    assert message.startswith("expected speech contains goodbye\n")
    assert "found the speech" in message
    assert 'customer    "a starter kit"' in message
    assert "Amazon Pay  Connections.Response Charge 200 OK Closed MaxCapturesProcessed" in message
    assert "  sends     Charge 9.00 USD" in message
    assert "!pay twice" in message


def test_a_skill_that_raises_is_told_with_its_own_error(shop: Shop) -> None:
    def broken(event: object, context: object) -> object:
        raise KeyError("product")

    shop.room.handler = broken

    with pytest.raises(Disappointed, match="the skill raised KeyError") as told:
        shop.say("open no nicks")

    assert isinstance(told.value.__cause__, KeyError)


def test_what_alexa_refuses_names_the_rule(shop: Shop) -> None:
    shop.room.handler = lambda event, context: {"version": "1.0", "response": {"card": {"type": "Poster"}}}

    with pytest.raises(Disappointed, match="RuleBroken"):
        shop.say("open no nicks")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("!pay declined", "an outcome"),
        ("!clock yesterday", r"\+TIME"),
        ("> order eaten", "order placed"),
        ("!deliver", "no answer is kept back"),
        ("a starter kit", "no session is open"),
    ],
)
def test_a_test_that_asks_for_nonsense_is_told_so(shop: Shop, line: str, told: str) -> None:
    with pytest.raises(Disappointed, match=told):
        shop.do(line)


def test_what_cannot_happen_now_is_a_kind_of_its_own(shop: Shop) -> None:
    with pytest.raises(InVain, match="no session is open"):
        shop.say("yes")
    with pytest.raises(InVain, match="no answer is kept back"):
        shop.deliver()


def test_scripts_can_be_played_and_written(shop: Shop, open_shop: OpenShop, tmp_path: Path) -> None:
    script = tmp_path / "bought.txt"
    shop.say("open no nicks", "a starter kit")
    shop.pay("twice")
    shop.say("yes")
    script.write_text(shop.script + "> charged 9.00 USD once\n", encoding="utf-8")

    again = open_shop()
    again.play(script)

    assert [turn.kind for turn in again.room.turns] == [turn.kind for turn in shop.room.turns]


def test_a_script_that_goes_wrong_says_where(shop: Shop, tmp_path: Path) -> None:
    script = tmp_path / "wrong.txt"
    script.write_text(
        "open no nicks\n> charged nothing\n> speech contains pear\n> order placed\n", encoding="utf-8"
    )

    with pytest.raises(Disappointed) as told:
        shop.play(script)

    assert f"{script}:3: expected speech contains pear" in str(told.value)
    assert f"{script}:4: expected order placed" in str(told.value)


def test_a_script_that_is_not_there_says_so(shop: Shop) -> None:
    with pytest.raises(Disappointed, match=r"nowhere\.txt: cannot be read"):
        shop.play("nowhere.txt")


def test_without_pytest_there_is_a_room() -> None:
    with rehearsal_room(at=MOMENT) as shop:
        shop.say("open no nicks", "a starter kit", "yes")

        assert shop.charged == ["9.00 USD"]


def test_boto3_is_left_as_it_was(shop: Shop) -> None:
    before = boto3.DEFAULT_SESSION

    shop.say("open no nicks", "a starter kit", "yes")

    assert boto3.DEFAULT_SESSION is before
    assert issubclass(Disappointed, AssertionError)
    assert not issubclass(SkillCrashed, AssertionError)
