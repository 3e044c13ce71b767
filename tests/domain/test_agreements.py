from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import NOW, an_address, an_agreement
from tests.strategies import agreements, moments
from voicetill.domain.agreements import Agreement, AgreementKind, AgreementStatus, of_known_kind, refreshed

THIRTY_DAYS = timedelta(days=30)


@pytest.mark.parametrize("status", AgreementStatus)
def test_only_an_open_agreement_may_be_charged(status: AgreementStatus) -> None:
    assert an_agreement(status).is_open is (status is AgreementStatus.OPEN)


@pytest.mark.parametrize(
    ("age", "young_enough"),
    [
        (timedelta(0), True),
        (THIRTY_DAYS - timedelta(seconds=1), True),
        (THIRTY_DAYS, True),
        (THIRTY_DAYS + timedelta(seconds=1), False),
        (timedelta(seconds=-1), True),
    ],
)
def test_an_address_is_good_for_thirty_days_to_the_second(age: timedelta, young_enough: bool) -> None:
    agreement = an_agreement(read_at=NOW - age)

    assert agreement.delivers(now=NOW) is young_enough


@pytest.mark.parametrize("address", [None, an_address(lines=()), an_address(lines=("", " \t"))])
def test_an_agreement_without_a_place_delivers_nothing(address: object) -> None:
    assert not an_agreement(address=address).delivers(now=NOW)


@given(agreements(), moments(), st.timedeltas(timedelta(0), timedelta(days=400)))
def test_an_address_never_grows_young_again(agreement: Agreement, now: datetime, later: timedelta) -> None:
    assert agreement.delivers(now=now) or not agreement.delivers(now=now + later)


# What a newer answer leaves of an older one.


@given(agreements(), agreements())
def test_an_answer_decides_on_id_and_status(known: Agreement, heard: Agreement) -> None:
    kept = refreshed(known, heard)

    assert (kept.id, kept.status) == (heard.id, heard.status)
    assert refreshed(None, heard) == heard


@given(agreements(), agreements())
def test_an_address_keeps_the_age_of_its_own_reading(known: Agreement, heard: Agreement) -> None:
    kept = refreshed(known, heard)

    source = heard if heard.address is not None or known.address is None else known
    assert (kept.address, kept.read_at) == (source.address, source.read_at)


def test_an_answer_without_addresses_and_kind_takes_none_away() -> None:
    known = an_agreement()

    kept = refreshed(known, an_agreement(address=None, billing_address=None, kind=None, read_at=NOW + THIRTY_DAYS))

    assert kept == known


def test_the_kind_that_is_known_of_an_agreement_is_not_overwritten_by_what_was_asked_for() -> None:
    heard = an_agreement(kind=AgreementKind.MERCHANT_INITIATED)

    assert refreshed(an_agreement(), heard).kind is AgreementKind.CUSTOMER_INITIATED
    assert of_known_kind(an_agreement(kind=None), heard) == heard
    assert of_known_kind(None, heard) == heard


def test_the_kind_of_another_agreement_says_nothing_about_this_one() -> None:
    assert refreshed(an_agreement(), an_agreement(id="C01-0000000-0000001", kind=None)).kind is None


def test_a_billing_address_that_is_told_anew_takes_the_place_of_the_old_one() -> None:
    moved = an_address(lines=("9 Other Street",))

    kept = refreshed(an_agreement(billing_address=an_address()), an_agreement(billing_address=moved))

    assert kept.billing_address == moved


def test_what_another_company_opened_takes_nothing_over() -> None:
    heard = an_agreement(provider="ppro", address=None, billing_address=None, kind=None)

    assert refreshed(an_agreement(), heard) == heard
    assert refreshed(None, heard) == heard
