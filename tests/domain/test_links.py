"""A linked account: what was told on it stays until something else is told, and one customer claims it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import NOW, an_address, an_agreement
from voicetill.domain.agreements import Agreement, AgreementKind, AgreementStatus
from voicetill.domain.charging import Consent, ConsentState
from voicetill.domain.details import Details
from voicetill.domain.links import Link, agreed, claimed, closed, invitation_code, told, typed_code

LATER = NOW + timedelta(hours=1)
ELSEWHERE = an_address(lines=("9 Other Street",))


def a_link(**changes: object) -> Link:
    link = Link(
        "link-1",
        "en-US",
        NOW,
        NOW,
        name="Robin Example",
        email="robin@example.com",
        address=an_address(),
        voice_code="hash",
        agreement=an_agreement(),
    )
    return replace(link, **changes)  # type: ignore[arg-type]


def an_empty_link() -> Link:
    return Link("link-1", "en-US", NOW, NOW)


def test_what_is_told_anew_takes_the_place_of_what_was_told_before() -> None:
    details = Details(name="Kim", email="kim@example.com", address=ELSEWHERE)

    after = told(a_link(), details, voice_code="new hash", at=LATER)

    moved = replace(an_agreement(), address=ELSEWHERE, read_at=LATER)
    wanted = {"name": "Kim", "email": "kim@example.com", "address": ELSEWHERE, "voice_code": "new hash"}
    assert after == a_link(**wanted, agreement=moved, told_at=LATER)


def test_what_is_left_blank_takes_nothing_away() -> None:
    assert told(a_link(), Details(), voice_code="", at=LATER) == a_link(told_at=LATER)


def test_an_address_is_told_before_there_is_an_agreement() -> None:
    after = told(an_empty_link(), Details(address=ELSEWHERE), voice_code="", at=LATER)

    assert after == replace(an_empty_link(), address=ELSEWHERE, told_at=LATER)


@pytest.mark.parametrize("written", [None, ELSEWHERE])
def test_a_consent_becomes_an_agreement_to_charge_by_ourselves_for_the_place_that_was_written(
    written: object,
) -> None:
    consent = Consent(
        "consent-1",
        ConsentState.GIVEN,
        agreement_id="agreement-2",
        address=an_address(),
        billing_address=ELSEWHERE,
        email="at@company.example",
    )

    after = agreed(replace(an_empty_link(), address=written), consent, provider="ppro", at=LATER)  # type: ignore[arg-type]

    assert after.agreement == Agreement(
        id="agreement-2",
        status=AgreementStatus.OPEN,
        read_at=LATER,
        kind=AgreementKind.MERCHANT_INITIATED,
        address=written or an_address(),  # type: ignore[arg-type]
        billing_address=ELSEWHERE,
        provider="ppro",
    )
    assert (after.email, after.told_at) == ("at@company.example", LATER)
    assert agreed(a_link(), consent, provider="ppro", at=LATER).email == "robin@example.com"


@pytest.mark.parametrize("status", AgreementStatus)
def test_only_an_open_agreement_may_be_charged(status: AgreementStatus) -> None:
    agreement = an_agreement(status)

    assert a_link(agreement=agreement).open_agreement == (agreement if status is AgreementStatus.OPEN else None)
    assert an_empty_link().open_agreement is None


def test_who_comes_first_claims_it_and_nobody_takes_it_away() -> None:
    mine = claimed(a_link(), "me")

    assert mine == a_link(customer_id="me")
    assert claimed(mine, "somebody else") == mine
    assert mine.is_open_to("me")
    assert not mine.is_open_to("somebody else")
    assert a_link().is_open_to("anybody")


def test_of_a_link_that_is_over_nothing_is_kept_and_its_name_for_a_day() -> None:
    over = closed(a_link(customer_id="me"), at=LATER)

    ended = {"customer_id": "me", "closed_at": LATER, "told_at": LATER, "forget_at": LATER + timedelta(days=1)}
    assert over == replace(an_empty_link(), **ended)  # type: ignore[arg-type]


def test_an_invitation_s_code_is_the_same_for_the_same_secret_and_can_be_typed() -> None:
    code = invitation_code("secret")

    assert code == invitation_code("secret") != invitation_code("Secret")
    assert typed_code(f" {code[:4].upper()}-{code[4:8]} {code[8:]} ") == code
    assert typed_code(code[:-1]) == ""
    assert typed_code(code + "a") == ""
