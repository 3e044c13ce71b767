"""Skill events of customers who leave, come back, or change what is allowed: heard by when they happened."""

from typing import Any

import pytest

from tests.alexa.envelopes import ABSENT, Json, changed, recorded
from tests.alexa.purchases import buys_a_starter_kit
from tests.alexa.tills import CUSTOMER_ID, Customer, Till, Turn
from voicetill.alexa.handlers.faults import UnheardEventError
from voicetill.domain.customers import Customer as Known
from voicetill.domain.occurrences import Channel

PAY, EMAIL = "payments:autopay_consent", "alexa::profile:email:read"
BEFORE, LATER = "2026-03-02T11:00:00Z", "2026-03-02T12:00:00Z"


def an_event(kind: str, at: str = LATER, *, told_by: str = "eventCreationTime", **body: Any) -> Json:
    event = changed(recorded("permission_changed"), "request.type", f"AlexaSkillEvent.{kind}")
    event["request"]["body"] = body
    for name in ("eventCreationTime", "eventPublishingTime"):
        event = changed(event, f"request.{name}", ABSENT)
    return changed(event, f"request.{told_by}", at)


def accepted(*scopes: str) -> Json:
    return {"acceptedPermissions": [{"scope": scope} for scope in scopes]}


def known(till: Till) -> Known:
    customer = till.ledger.drawer(CUSTOMER_ID).customer
    assert customer is not None
    return customer


@pytest.fixture
def bought(customer: Customer, till: Till) -> Till:
    """A customer who bought a moment ago, and has something more in the cart."""
    customer.pays(_agreed(customer))
    return till


def _agreed(customer: Customer) -> Turn:
    customer.sets_up(buys_a_starter_kit(customer))
    return customer.says("AMAZON.YesIntent")


@pytest.mark.parametrize("told_by", ["eventCreationTime", "timestamp"])
def test_disabling_the_skill_empties_the_customer_and_is_answered_with_nothing(bought: Till, told_by: str) -> None:
    answer = bought.answer(an_event("SkillDisabled", told_by=told_by))

    assert answer["response"] == {}
    assert known(bought).agreement is None
    (order,) = bought.orders
    assert order.address is not None, "it is still to be sent"


def test_a_late_event_is_compared_by_when_it_happened(bought: Till) -> None:
    bought.answer(an_event("SkillDisabled", BEFORE))

    assert known(bought).agreement is not None


def test_who_enabled_it_again_is_not_undone_by_what_comes_late(bought: Till) -> None:
    bought.clock.now = bought.clock.now.replace(hour=20)
    bought.answer(an_event("SkillEnabled", "2026-03-02T14:00:00Z"))

    bought.answer(an_event("SkillDisabled", "2026-03-02T13:00:00Z"))

    assert known(bought).agreement is not None


def test_enabling_writes_nothing_down_of_somebody_whom_we_do_not_know(till: Till) -> None:
    till.answer(an_event("SkillEnabled"))

    assert till.ledger.writes == 0


@pytest.mark.parametrize(
    ("kind", "body", "keeps"),
    [
        ("SkillPermissionChanged", accepted(PAY, EMAIL), True),
        ("SkillPermissionChanged", accepted(EMAIL), False),
        ("SkillPermissionChanged", accepted(), False),
        ("SkillPermissionChanged", {}, True),
        ("SkillPermissionAccepted", accepted(EMAIL), True),
        ("SkillPermissionAccepted", accepted(PAY), True),
    ],
)
def test_only_a_permission_that_is_told_to_be_gone_is_gone(
    *, bought: Till, kind: str, body: Json, keeps: bool
) -> None:
    answer = bought.answer(an_event(kind, **body))

    assert answer["response"] == {}
    assert (known(bought).agreement is not None) is keeps


def test_without_the_permission_to_know_it_no_address_waits_for_a_mail(bought: Till) -> None:
    drawer = bought.ledger.drawer(CUSTOMER_ID)
    assert any(Channel.MAIL in it.waiting for it in drawer.occurrences.values())

    bought.answer(an_event("SkillPermissionChanged", **accepted(PAY)))

    assert not any(it.email for it in drawer.occurrences.values())


def test_news_of_notices_counts_by_when_it_was_chosen(till: Till) -> None:
    """Allowed, then forbidden: in whatever order the two arrive, no id is kept."""
    allowed = changed(recorded("notices_changed"), "request.timestamp", BEFORE)
    forbidden = changed(recorded("notices_changed"), "request.body.subscriptions", [])
    till.answer(recorded("notices_changed"))
    till.answer(forbidden)

    till.answer(allowed)

    assert known(till).notices_to == ""


def test_notices_that_were_allowed_before_somebody_left_are_not_sent_to_them(bought: Till) -> None:
    bought.answer(an_event("SkillDisabled"))

    bought.answer(changed(recorded("notices_changed"), "request.timestamp", BEFORE))

    assert known(bought).notices_to == ""


@pytest.mark.parametrize("at", [None, "yesterday", 7, "2026-03-02T12:00:00"])
def test_an_event_whose_moment_cannot_be_read_is_of_now(bought: Till, at: object) -> None:
    event = an_event("SkillDisabled")
    for name in ("eventCreationTime", "timestamp"):
        event = changed(event, f"request.{name}", ABSENT if at is None else at)

    assert bought.answer(event)["response"] == {}

    assert known(bought).agreement is None


def test_a_setup_that_is_answered_after_they_left_brings_nothing_back(customer: Customer, till: Till) -> None:
    asked = buys_a_starter_kit(customer)
    till.answer(an_event("SkillDisabled"))

    turn = customer.sets_up(asked)

    assert known(till).agreement is None
    assert not turn.directives
    drawer = till.ledger.drawer(CUSTOMER_ID)
    assert drawer.current is not None
    assert drawer.current.address is None


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("context.System.device.supportedInterfaces", ["a device of tomorrow"]),
        ("request.eventPublishingTime", "a moment of tomorrow"),
        ("request.body", {"acceptedPermissions": [{"scope": "a permission of tomorrow", "more": 7}, 7, {}]}),
        ("context.System.user.permissions.scopes", {"payments:autopay_consent": {"status": "SUSPENDED"}}),
    ],
)
@pytest.mark.parametrize("kind", ["SkillDisabled", "SkillPermissionChanged"])
def test_an_event_that_the_sdk_cannot_read_is_heard_all_the_same(
    bought: Till, kind: str, path: str, value: object
) -> None:
    """Whoever left must not be charged because Alexa tells something new beside it."""
    event = changed(an_event(kind, **accepted()), path, value)

    assert bought.answer(event)["response"] == {}

    assert known(bought).agreement is None


@pytest.mark.parametrize("kind", ["SkillDisabled", "SkillPermissionChanged"])
@pytest.mark.parametrize("trouble", ["down", "writes refused", "races lost"])
def test_an_event_that_cannot_be_written_down_is_not_answered_so_that_it_comes_again(
    bought: Till, kind: str, trouble: str
) -> None:
    event = an_event(kind, **accepted())
    bought.ledger.is_down = trouble == "down"
    bought.ledger.refuses_writes = trouble == "writes refused"
    bought.ledger.lose_races(9 if trouble == "races lost" else 0)

    with pytest.raises(UnheardEventError) as unheard:
        bought.answer(event)
    bought.ledger.is_down = bought.ledger.refuses_writes = False
    bought.ledger.lose_races(0)

    assert str(unheard.value) == f"AlexaSkillEvent.{kind}"
    assert unheard.value.__cause__ is None
    assert unheard.value.__suppress_context__, "what the store said may name a customer"
    assert known(bought).agreement is not None
    assert bought.answer(event)["response"] == {}
    assert known(bought).agreement is None


def test_an_event_of_nobody_is_answered_and_never_comes_again(till: Till) -> None:
    event = changed(an_event("SkillDisabled"), "context.System.user", ABSENT)

    assert till.answer(event)["response"] == {}


def test_an_event_whose_erasing_stops_half_way_is_answered_because_the_clock_goes_on(bought: Till) -> None:
    bought.ledger.journal.meanwhile(lambda: bought.ledger.lose_races(9))

    assert bought.answer(an_event("SkillDisabled"))["response"] == {}

    assert known(bought).agreement is None
