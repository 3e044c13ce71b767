"""What a test is told when a conversation does not go as it said, and scripts that it plays."""

from pathlib import Path

import pytest

from simulator.testing import Disappointed, InVain, OpenShop, Shop, open_shop, shop

__all__ = ["open_shop", "shop"]


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
    assert "Amazon Pay  Connections.Response Charge 200 OK Closed (MaxCapturesProcessed)" in message
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
