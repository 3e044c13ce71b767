import pytest

from simulator.language.invocation import CallSigns, Invocation

SIGNS = CallSigns("no nicks", locale="en-US")


@pytest.mark.parametrize(
    "utterance", ["open no nicks", "Alexa, open No Nicks.", "launch no nicks", "talk to no nicks", "no nicks"]
)
def test_the_name_alone_launches(utterance: str) -> None:
    assert SIGNS.invocation(utterance) == Invocation()


@pytest.mark.parametrize(
    ("utterance", "wish"),
    [
        ("ask no nicks to buy two refill packs", "buy two refill packs"),
        ("alexa, ask No Nicks for a starter kit", "a starter kit"),
        ("tell no nicks about my order", "my order"),
        ("open no nicks and check out", "check out"),
        ("ask no nicks what's in my cart", "what's in my cart"),
        ("buy a starter kit from no nicks", "buy a starter kit"),
    ],
)
def test_a_wish_beside_the_name_is_one_shot(utterance: str, wish: str) -> None:
    assert SIGNS.invocation(utterance) == Invocation(wish)


@pytest.mark.parametrize("utterance", ["open my cart", "a starter kit", "no", "ask my nicks to stop"])
def test_other_words_call_nobody(utterance: str) -> None:
    assert SIGNS.invocation(utterance) is None


def test_exit_leaves_by_alexas_own_hand() -> None:
    assert SIGNS.leaves("Alexa, exit")
    assert not SIGNS.leaves("stop")
