"""How answers travel from Amazon Pay to the skill."""

import pytest

from simulator.amazon_pay.outcomes import Delivery
from simulator.customers import Customer, Device, Speaker
from simulator.stage.post import Letter, NothingToDeliver, Post

SPEAKER = Speaker(Customer("ann"), Device("kitchen"))


def letter(name: str) -> Letter:
    return Letter(SPEAKER, {"request": {"name": name}})


def named(letters: list[Letter]) -> list[str]:
    return [delivered.request["request"]["name"] for delivered in letters]


@pytest.fixture
def post() -> Post:
    return Post()


def delivered(post: Post) -> list[Letter]:
    return list(post.deliveries())


def test_an_answer_at_once_comes_once(post: Post) -> None:
    post.hand_in(letter("setup"), Delivery.AT_ONCE)

    assert named(delivered(post)) == ["setup"]
    assert delivered(post) == []


def test_an_answer_twice_comes_twice_word_for_word(post: Post) -> None:
    post.hand_in(letter("setup"), Delivery.TWICE)

    first, second = delivered(post)

    assert first == second


def test_an_answer_that_is_overtaken_comes_right_after_the_next_one(post: Post) -> None:
    post.hand_in(letter("first"), Delivery.OUT_OF_ORDER)
    waiting = delivered(post)
    post.hand_in(letter("second"), Delivery.AT_ONCE)

    assert waiting == []
    assert named(delivered(post)) == ["second", "first"]
    assert post.kept_back == 0


def test_an_answer_that_nothing_overtakes_can_be_brought(post: Post) -> None:
    post.hand_in(letter("only"), Delivery.OUT_OF_ORDER)

    kept = post.kept_back
    post.bring_late()

    assert kept == 1
    assert named(delivered(post)) == ["only"]


def test_late_answers_come_in_the_order_in_which_they_were_kept_back(post: Post) -> None:
    for name, delivery in (("first", Delivery.LATE), ("second", Delivery.NEVER)):
        post.hand_in(letter(name), delivery)

    post.bring_late()
    post.bring_late()

    assert named(delivered(post)) == ["first", "second"]
    with pytest.raises(NothingToDeliver):
        post.bring_late()


def test_only_a_cold_answer_meets_a_cold_function(post: Post) -> None:
    for delivery in (Delivery.AT_ONCE, Delivery.COLD):
        post.hand_in(letter(delivery.name), delivery)

    assert [each.cold for each in delivered(post)] == [False, True]


def test_the_last_answer_comes_again_as_often_as_it_is_told(post: Post) -> None:
    with pytest.raises(NothingToDeliver):
        post.bring_again()
    post.hand_in(letter("charge"), Delivery.AT_ONCE)
    delivered(post)

    post.bring_again()
    post.bring_again()

    assert named(delivered(post)) == ["charge", "charge"]
