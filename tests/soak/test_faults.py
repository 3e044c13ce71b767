"""Faults at every call of every journey: a sample of what the soak runs play, and proof that they can find."""

from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from random import Random
from uuid import uuid4

import pytest

from simulator.testing import Backstage, Shop
from soak.faults.exploring import Explorer
from soak.faults.journeys import Journey, journeys
from soak.faults.kinds import Fault, Kind, Span, fault_named
from soak.faults.playing import listed, play
from soak.faults.running import run
from soak.faults.schedules import Schedule, schedule_named
from soak.judge import Books, books_of
from soak.options import Options, UnknownName
from voicetill.gateways.amazon_pay_v2.calls import Calls
from voicetill.services.settling import Settling
from voicetill.stores import table

SEED = 20261123
SAMPLED = 1
"""How many schedules of each journey are drawn, beside the one without faults."""


@pytest.fixture(scope="module")
def backstage() -> Iterator[Backstage]:
    with Backstage() as backstage:
        yield backstage


@pytest.mark.parametrize("name", journeys())
def test_every_journey_gets_there_and_whatever_fails_in_it_the_money_is_right(
    backstage: Backstage, name: str
) -> None:
    journey = journeys()[name]
    schedules: list[Schedule] = []

    without = listed(name, journey, backstage, into=schedules)
    drawn = Random(f"{SEED} {name}").sample(schedules, SAMPLED)
    played = [play(journey, it.choose(), it.go_on, backstage, name=str(it)) for it in drawn]

    assert (without.broken, without.orders) == ([], journey.orders)
    assert [(it.name, it.broken, it.conversation) for it in played if it.broken] == []


def test_the_merchant_can_list_all_of_it(backstage: Backstage) -> None:
    played = play(journeys()["ppro/renewal"], lambda point: None, "", backstage, thorough=True)

    assert played.broken == []


# What follows breaks the till on purpose: whoever finds nothing has to be able to find.


def all_of(backstage: Backstage, journey: str) -> list[Schedule]:
    schedules: list[Schedule] = []
    listed(journey, journeys()[journey], backstage, into=schedules)
    return schedules


def found(backstage: Backstage, journey: str, *words: str, most: int = 12) -> list[str]:
    """What is found wrong in the first schedules of a journey whose names have these words in them."""
    known = journeys()[journey]
    wanted = [it for it in all_of(backstage, journey) if all(word in str(it) for word in words)]
    assert wanted
    return [each for it in wanted[:most] for each in play(known, it.choose(), it.go_on, backstage).broken]


def test_a_gateway_that_repeats_a_charge_under_another_key_is_found(
    backstage: Backstage, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = Calls._request
    monkeypatch.setattr(
        Calls,
        "_request",
        lambda self, method, path, body, key: request(self, method, path, body, key and uuid4().hex),
    )

    broken = found(backstage, "amazon_pay_v2/first-purchase", "POST /v2/charges", "/reply-lost/clock")

    assert [it for it in broken if "was charged 2 times" in it]


def test_placed_said_of_what_is_unknown_is_found(backstage: Backstage) -> None:
    text = (files("voicetill") / "data" / "speech" / "en-US.toml").read_text(encoding="utf-8")
    lying = text.replace(
        'processing = "Your payment is still being processed.', 'processing = "Your order is placed.'
    )
    assert lying != text
    journey = journeys()["ppro/first-purchase"]
    schedule = next(it for it in all_of(backstage, "ppro/first-purchase") if _is_of_charge(it, "times-out"))

    played = play(journey, schedule.choose(), "silence", backstage, files={"speech/en-US.toml": lying})

    assert [it for it in played.broken if "no money has moved" in it]


def _is_of_charge(schedule: Schedule, fault: str) -> bool:
    ((point, struck),) = schedule.strikes
    return "company.POST" in point and struck == fault


def test_a_charge_that_nobody_settles_is_found(backstage: Backstage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Settling, "settle_due", lambda self, **_: {})
    monkeypatch.setattr(Settling, "hear", lambda *_: None)

    broken = found(backstage, "ppro/first-purchase", "company.POST", "/reply-lost/silence")

    assert [it for it in broken if "there is no such order" in it]


def test_a_ledger_that_forgets_its_conditions_is_found(
    backstage: Backstage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table._Refused, "is_ours", lambda self, write_id: True)

    broken = found(backstage, "alexa/first-purchase", "/conflict/", most=14)

    assert broken


def test_a_letter_that_is_sent_before_the_money_is_found(
    backstage: Backstage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("soak.faults.world.books_of", _without_money)

    played = play(journeys()["ppro/first-purchase"], lambda point: None, "", backstage)

    assert [it for it in played.broken if "the letter" in it]
    assert [it for it in played.broken if "the event" in it]
    assert [it for it in played.broken if "stands, and the ledger has no money for it" in it]


def _without_money(shop: Shop) -> Books:
    return replace(books_of(shop), taken=[], reserved=frozenset())


@pytest.mark.parametrize(
    "name",
    [
        "ppro/first-purchase/skill.dynamodb.TransactWriteItems#7/reply-lost/clock",
        "ppro/link/web.company.POST /v1/payment-agreements#3/fails-outage/again",
        "alexa/up-sell/skill.dynamodb.Query:agenda#12/dies-after/skill.dynamodb.PutItem#13/conflict/silence",
    ],
)
def test_a_schedule_is_read_by_its_name(name: str) -> None:
    assert str(schedule_named(name)) == name


@pytest.mark.parametrize(
    "name", ["", "ppro", "ppro/first-purchase/skill.dynamodb.Query#7/explodes/clock", "a/b/c#1/fails/whenever"]
)
def test_other_names_are_of_no_schedule(name: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        schedule_named(name)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("span", Span)
def test_a_fault_is_read_by_its_name(kind: Kind, span: Span) -> None:
    assert fault_named(str(Fault(kind, span))) == Fault(kind, span)


def test_a_schedule_that_is_not_there_is_wrong_usage() -> None:
    with pytest.raises(UnknownName):
        run(Options(only="ppro/nowhere/skill.dynamodb.Query#7/fails/clock"))


def test_one_journey_can_be_played_alone() -> None:
    verdict = run(Options(only="alexa/no-delivery", minutes=0.02))

    assert [tally.subject for tally in verdict.tallies] == ["alexa/no-delivery"]


def test_all_children_tell_what_they_found(backstage: Backstage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table._Refused, "is_ours", lambda self, write_id: True)
    journey = journeys()["alexa/no-delivery"]
    wanted = [it for it in all_of(backstage, "alexa/no-delivery") if "/conflict/" in str(it)][:5]
    names = {str(it) for it in wanted}

    explored = Explorer("alexa/no-delivery", journey, lambda it: str(it) in names).explore(backstage)
    alone = {str(it): play(journey, it.choose(), it.go_on, backstage).broken for it in wanted}

    assert explored.tried == len(wanted)
    assert explored.broken == []
    assert {name: broken for name, (broken, _) in explored.found.items()} == {
        name: broken for name, broken in alone.items() if broken
    }


def test_pairs_of_faults_are_played_in_children(backstage: Backstage) -> None:
    journey = Journey("refused", ("no",), ("ask no nicks to buy a barber voucher",), orders=0)

    explored = Explorer("alexa/refused", journey, lambda it: it.rank(SEED) < 0.03, pairs=True).explore(backstage)

    assert 0 < explored.tried < explored.of
    assert explored.broken == []
    assert explored.found == {}
