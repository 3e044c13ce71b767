"""The promises of `ServerPayments`: agreements, consents, and payments without one."""

from collections.abc import Callable

import pytest

from tests.contracts.providers import Provider
from tests.contracts.server_payments import (
    ALL_TROUBLES,
    TROUBLES,
    WITHIN,
    a_consent_wish,
    a_paid,
    a_wish,
    charged,
    needs,
)
from voicetill.domain.agreements import AgreementStatus
from voicetill.domain.charging import (
    Ability,
    ChargeWish,
    ConsentDead,
    ConsentPage,
    ConsentState,
    DeclinedForGood,
    DeclinedForNow,
    Operation,
    Paid,
    Pending,
    Prepared,
    Released,
)
from voicetill.domain.errors import GatewayUnavailableError
from voicetill.domain.money import Money

# Agreements.


def test_an_agreement_is_open_until_it_is_closed(provider: Provider) -> None:
    needs(provider, Ability.CLOSE)
    agreement_id = provider.agreement()
    assert provider.payments.read_agreement(agreement_id, within=WITHIN).status is AgreementStatus.OPEN

    provider.payments.close(agreement_id, reason="customer_request", within=WITHIN)
    provider.payments.close(agreement_id, reason="customer_request", within=WITHIN)

    told = provider.payments.read_agreement(agreement_id, within=WITHIN)
    assert told.status in (AgreementStatus.CLOSED, AgreementStatus.CANCELED)
    assert isinstance(charged(provider, a_wish(provider, agreement_id)), ConsentDead)


@pytest.mark.parametrize("trouble", ALL_TROUBLES.values(), ids=ALL_TROUBLES)
def test_what_cannot_be_read_now_is_an_exception(provider: Provider, trouble: Callable[[Provider], None]) -> None:
    agreement_id = provider.agreement()
    trouble(provider)

    with pytest.raises(GatewayUnavailableError):
        provider.payments.read_agreement(agreement_id, within=WITHIN)


# Consents.


def test_a_consent_that_is_approved_can_be_charged(provider: Provider) -> None:
    needs(provider, Ability.CONSENT)
    page = provider.payments.start_consent(a_consent_wish(provider), within=WITHIN)
    assert page.url.startswith("https://")
    assert provider.payments.read_consent(page.consent_id, within=WITHIN).state is ConsentState.OPEN

    provider.approve(page)
    consent = provider.payments.read_consent(page.consent_id, within=WITHIN)

    assert consent.state is ConsentState.GIVEN
    assert consent.charge is None
    wish = a_wish(provider, consent.agreement_id)
    a_paid(provider, wish)
    assert provider.payments.read_consent(page.consent_id, within=WITHIN) == consent


def test_a_consent_with_a_first_payment_is_paid_once(provider: Provider) -> None:
    needs(provider, Ability.CONSENT)
    first = Money(5_00, provider.currency)
    wish = a_consent_wish(provider, first=first, recurring=True, period_months=1)
    page = provider.payments.start_consent(wish, within=WITHIN)
    provider.approve(page)

    consents = [provider.payments.read_consent(page.consent_id, within=WITHIN) for _ in range(3)]

    assert all(consent.state is ConsentState.GIVEN for consent in consents)
    result = consents[-1].charge
    assert isinstance(result, Paid)
    assert result.payment.amount == first
    assert provider.taken(wish.reference) == first


def test_a_consent_that_is_refused_is_no_consent(provider: Provider) -> None:
    needs(provider, Ability.CONSENT)
    page = provider.payments.start_consent(a_consent_wish(provider), within=WITHIN)

    provider.refuse(page)

    consent = provider.payments.read_consent(page.consent_id, within=WITHIN)
    assert consent.state in (ConsentState.REFUSED, ConsentState.FAILED)
    assert not consent.agreement_id


def test_a_consent_that_nobody_knows_is_no_consent(provider: Provider) -> None:
    needs(provider, Ability.CONSENT)

    consent = provider.payments.read_consent("11111111-2222-4333-8444-555555555555", within=WITHIN)

    assert consent.state is ConsentState.FAILED


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
def test_a_consent_is_given_whatever_happens_while_it_is_read(
    provider: Provider, trouble: Callable[[Provider], None]
) -> None:
    needs(provider, Ability.CONSENT)
    wish = a_consent_wish(provider, first=Money(5_00, provider.currency))
    page = provider.payments.start_consent(wish, within=WITHIN)
    provider.approve(page)
    trouble(provider)

    with pytest.raises(GatewayUnavailableError):
        provider.payments.read_consent(page.consent_id, within=WITHIN)

    assert provider.payments.read_consent(page.consent_id, within=WITHIN).state is ConsentState.GIVEN
    assert provider.taken(wish.reference) == wish.first


# One payment without an agreement.


def paid_once(provider: Provider) -> tuple[ChargeWish, ConsentPage]:
    wish = a_wish(provider, "none")
    return wish, provider.payments.start_payment(wish, a_consent_wish(provider), within=WITHIN)


def test_a_one_time_payment_is_pending_until_the_buyer_paid(provider: Provider) -> None:
    needs(provider, Ability.ONE_TIME)
    wish, page = paid_once(provider)
    waiting = provider.payments.find_charge(page.consent_id, within=WITHIN)
    assert waiting is not None
    assert isinstance(waiting.result, Pending)

    provider.approve(page)
    found = provider.payments.find_charge(page.consent_id, within=WITHIN)

    assert found is not None
    assert found.reference == wish.reference
    assert isinstance(found.result, Paid)
    assert found.result.payment.amount == wish.amount
    assert provider.taken(wish.reference) == wish.amount


def test_a_one_time_payment_that_is_cancelled_takes_nothing(provider: Provider) -> None:
    needs(provider, Ability.ONE_TIME)
    wish, page = paid_once(provider)

    provider.refuse(page)
    found = provider.payments.find_charge(page.consent_id, within=WITHIN)

    assert found is not None
    assert isinstance(found.result, Released | DeclinedForNow | DeclinedForGood)
    assert provider.taken(wish.reference).is_zero


@pytest.mark.parametrize("ends", ["approve", "refuse"])
def test_the_payment_of_a_page_is_settled_by_its_id_and_nothing_is_sent_again(
    provider: Provider, ends: str
) -> None:
    """What is kept of it has no body: there is nothing that could be carried out a second time."""
    needs(provider, Ability.ONE_TIME)
    wish, page = paid_once(provider)
    kept = Prepared(Operation.CHARGE, wish.reference, "", "", "", wish.amount)
    waiting = provider.payments.settle(kept, charge_id=page.consent_id, within=WITHIN)

    (provider.approve if ends == "approve" else provider.refuse)(page)
    result = provider.payments.settle(kept, charge_id=page.consent_id, within=WITHIN)
    found = provider.payments.find_charge(page.consent_id, within=WITHIN)

    assert isinstance(waiting, Pending)
    assert found is not None
    assert found.reference == wish.reference
    if ends == "approve":
        assert isinstance(result, Paid)
        assert (result.payment.reference, result.payment.amount) == (wish.reference, wish.amount)
        assert provider.taken(wish.reference) == wish.amount
    else:
        assert isinstance(result, Released | DeclinedForNow | DeclinedForGood)
        assert provider.taken(wish.reference).is_zero
