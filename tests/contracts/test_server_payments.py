"""The promises of `ServerPayments`, kept by every gateway that charges from the server: charges.

A service that is right over one payment company is right over the other only as far as both pass here. What a
gateway does not declare among its abilities is skipped by name.
"""

from collections.abc import Callable

import pytest

from tests.contracts.providers import Provider
from tests.contracts.server_payments import (
    ROWS,
    TROUBLES,
    WITHIN,
    a_consent_wish,
    a_paid,
    a_reference,
    a_wish,
    charged,
)
from voicetill.domain.charging import (
    Ability,
    CancelWish,
    CaptureWish,
    ConsentDead,
    DeclinedForGood,
    DeclinedForNow,
    Occasion,
    Operation,
    Paid,
    Pending,
    Unknown,
)
from voicetill.domain.errors import GatewayUnavailableError, NotPossibleError, PayloadRefusedError
from voicetill.domain.money import Currency, Money

# Who it is.


def test_it_has_a_name_and_serves_its_currency(provider: Provider) -> None:
    payments = provider.payments

    assert payments.name in ROWS
    assert payments.serves(provider.currency)
    assert not all(payments.serves(currency) for currency in Currency)
    assert payments.refund_rules.smallest >= 1


def test_what_it_does_not_declare_it_refuses(provider: Provider) -> None:
    verbs: dict[Ability, Callable[[], object]] = {
        Ability.TRACK: lambda: provider.payments.track(provider.agreement(), carrier="UPS", number="1", within=1),
        Ability.CLOSE: lambda: provider.payments.close(provider.agreement(), reason="x", within=1),
        Ability.CONSENT: lambda: provider.payments.start_consent(a_consent_wish(provider), within=1),
        Ability.ONE_TIME: lambda: provider.payments.start_payment(
            a_wish(provider, "none"), a_consent_wish(provider), within=1
        ),
        Ability.CAPTURE_LATER: lambda: provider.payments.prepare_capture(
            CaptureWish(a_reference(), "C", Money(1_00, provider.currency), "No Nicks")
        ),
        Ability.CANCEL: lambda: provider.payments.prepare_cancel(CancelWish(a_reference(), "C", "x")),
    }
    for ability, verb in verbs.items():
        if ability not in provider.payments.abilities:
            with pytest.raises(NotPossibleError):
                verb()


# Charges.


def test_a_charge_is_paid_once_with_our_reference_and_amount(provider: Provider) -> None:
    wish = a_wish(provider)

    paid = a_paid(provider, wish)

    assert (paid.payment.reference, paid.payment.amount) == (wish.reference, wish.amount)
    assert paid.payment.provider_charge_id
    assert provider.taken(wish.reference) == wish.amount


@pytest.mark.parametrize("occasion", Occasion)
def test_every_occasion_can_be_charged(provider: Provider, occasion: Occasion) -> None:
    wish = a_wish(provider, occasion=occasion)

    a_paid(provider, wish)

    assert provider.taken(wish.reference) == wish.amount


def test_the_same_wish_is_always_prepared_the_same(provider: Provider) -> None:
    wish = a_wish(provider)

    prepared = provider.payments.prepare_charge(wish)

    assert prepared == provider.payments.prepare_charge(wish)
    assert prepared.operation is Operation.CHARGE
    assert (prepared.reference, prepared.subject_id, prepared.amount) == (
        wish.reference,
        wish.agreement_id,
        wish.amount,
    )
    assert 0 < len(prepared.key) <= 64


def test_the_same_request_sent_twice_takes_money_once(provider: Provider) -> None:
    wish = a_wish(provider)
    prepared = provider.payments.prepare_charge(wish)

    first = provider.payments.charge(prepared, within=WITHIN)
    second = provider.payments.charge(prepared, within=WITHIN)

    assert first == second
    assert provider.taken(wish.reference) == wish.amount


def test_a_charge_can_be_found_by_its_id(provider: Provider) -> None:
    wish = a_wish(provider)
    paid = a_paid(provider, wish)

    found = provider.payments.find_charge(paid.payment.provider_charge_id, within=WITHIN)

    assert found is not None
    assert found.reference == wish.reference
    assert isinstance(found.result, Paid)
    assert found.result.payment.amount == wish.amount


@pytest.mark.parametrize("charge_id", ["nobody-knows-this", "", "../charges", "a b"])
def test_a_charge_that_there_is_not_is_none(provider: Provider, charge_id: str) -> None:
    assert provider.payments.find_charge(charge_id, within=WITHIN) is None


@pytest.mark.parametrize("minor", [0, -1, 10**12])
def test_an_amount_that_nobody_can_pay_is_refused_before_it_is_sent(provider: Provider, minor: int) -> None:
    wish = a_wish(provider, amount=Money(minor, provider.currency))
    before = provider.requests()

    with pytest.raises(PayloadRefusedError):
        provider.payments.prepare_charge(wish)

    assert provider.requests() == before


def test_a_currency_that_it_does_not_serve_is_refused(provider: Provider) -> None:
    other = next(currency for currency in Currency if not provider.payments.serves(currency))

    with pytest.raises(PayloadRefusedError):
        provider.payments.prepare_charge(a_wish(provider, amount=Money(500, other)))


# Declines are data.


@pytest.mark.parametrize(("for_good", "kind"), [(False, DeclinedForNow), (True, DeclinedForGood)])
def test_a_decline_is_told_and_takes_nothing(provider: Provider, for_good: bool, kind: type) -> None:
    wish = a_wish(provider)
    provider.decline_next(for_good=for_good)

    result = charged(provider, wish)

    assert isinstance(result, kind)
    assert provider.taken(wish.reference).is_zero


def test_a_declined_charge_can_be_tried_again_under_another_reference(provider: Provider) -> None:
    agreement_id = provider.agreement()
    provider.decline_next(for_good=False)
    assert isinstance(charged(provider, a_wish(provider, agreement_id)), DeclinedForNow)
    again = a_wish(provider, agreement_id)

    a_paid(provider, again)

    assert provider.taken(again.reference) == again.amount


def test_an_agreement_that_the_buyer_closed_is_dead(provider: Provider) -> None:
    wish = a_wish(provider)
    provider.close_by_buyer(wish.agreement_id)

    result = charged(provider, wish)

    assert isinstance(result, ConsentDead)
    assert provider.taken(wish.reference).is_zero


# Outages are exceptions, and only where nothing can have happened.


@pytest.mark.parametrize("trouble", ["refuse_connection", "throttle_next"])
def test_what_certainly_did_nothing_is_an_exception_and_can_be_sent_again(
    provider: Provider, trouble: str
) -> None:
    wish = a_wish(provider)
    prepared = provider.payments.prepare_charge(wish)
    getattr(provider, trouble)()

    with pytest.raises(GatewayUnavailableError):
        provider.payments.charge(prepared, within=WITHIN)
    assert provider.taken(wish.reference).is_zero

    assert isinstance(provider.payments.charge(prepared, within=WITHIN), Paid)
    assert provider.taken(wish.reference) == wish.amount


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
def test_an_unknown_charge_is_settled_and_money_is_taken_once(
    provider: Provider, trouble: Callable[[Provider], None]
) -> None:
    wish = a_wish(provider)
    prepared = provider.payments.prepare_charge(wish)
    trouble(provider)

    result = provider.payments.charge(prepared, within=WITHIN)
    assert isinstance(result, Unknown)
    settled = provider.payments.settle(prepared, charge_id=result.charge_id, within=WITHIN)

    assert isinstance(settled, Paid)
    assert settled.payment.amount == wish.amount
    assert provider.taken(wish.reference) == wish.amount


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
def test_settling_that_is_troubled_itself_takes_money_once(
    provider: Provider, trouble: Callable[[Provider], None]
) -> None:
    wish = a_wish(provider)
    prepared = provider.payments.prepare_charge(wish)
    provider.lose_answer(after_acting=True)
    assert isinstance(provider.payments.charge(prepared, within=WITHIN), Unknown)
    trouble(provider)

    try:
        doubtful = provider.payments.settle(prepared, charge_id="", within=WITHIN)
    except GatewayUnavailableError:
        doubtful = Unknown()
    # Either it was told nevertheless, or nobody knows: never a decline, never another charge.
    assert isinstance(doubtful, Unknown | Paid | Pending)

    assert isinstance(provider.payments.settle(prepared, charge_id="", within=WITHIN), Paid)
    assert provider.taken(wish.reference) == wish.amount


def test_settling_by_the_charge_id_looks_only(provider: Provider) -> None:
    wish = a_wish(provider)
    prepared = provider.payments.prepare_charge(wish)
    paid = provider.payments.charge(prepared, within=WITHIN)
    assert isinstance(paid, Paid)

    charge_id = paid.payment.provider_charge_id
    settled = provider.payments.settle(prepared, charge_id=charge_id, within=WITHIN)

    assert settled == paid
    assert provider.taken(wish.reference) == wish.amount


def test_a_lost_decline_is_found_by_settling(provider: Provider) -> None:
    wish = a_wish(provider)
    prepared = provider.payments.prepare_charge(wish)
    provider.decline_next(for_good=False)
    provider.lose_answer(after_acting=True)
    assert isinstance(provider.payments.charge(prepared, within=WITHIN), Unknown)

    settled = provider.payments.settle(prepared, charge_id="", within=WITHIN)

    assert isinstance(settled, DeclinedForNow | DeclinedForGood)
    assert provider.taken(wish.reference).is_zero


@pytest.mark.parametrize("paid", [True, False])
def test_a_pending_charge_is_settled_when_it_is_decided(provider: Provider, paid: bool) -> None:
    wish = a_wish(provider)
    prepared = provider.payments.prepare_charge(wish)
    provider.leave_pending_next()
    result = provider.payments.charge(prepared, within=WITHIN)
    assert isinstance(result, Pending)
    assert result.charge_id
    still = provider.payments.settle(prepared, charge_id=result.charge_id, within=WITHIN)
    assert isinstance(still, Pending)

    provider.decide(result.charge_id, paid=paid)
    settled = provider.payments.settle(prepared, charge_id=result.charge_id, within=WITHIN)

    assert isinstance(settled, Paid if paid else DeclinedForNow | DeclinedForGood)
    assert provider.taken(wish.reference) == (wish.amount if paid else Money(0, provider.currency))
