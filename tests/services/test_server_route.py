"""Consent once, then buy by voice: the turn that charges from the server, and every way in which it can end."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import (
    AGREEMENT_ID,
    CUSTOMER_ID,
    NOW,
    a_checkout,
    a_market,
    a_money,
    a_payment,
    a_returning_customer,
    an_address,
    an_agreement,
)
from tests.fakes.payments import answer_of
from tests.fakes.server_payments import PretendPayments
from tests.services.live_till import PAGES, PROVIDER, LiveTill
from tests.services.till import question_of
from voicetill.domain.agreements import ALEXA, AgreementStatus
from voicetill.domain.charging import Ability
from voicetill.domain.checkout_events import ChargeCompleted
from voicetill.domain.checkout_record import State
from voicetill.domain.money import Currency
from voicetill.domain.payments import Capture, Handoff, Refusal
from voicetill.services.outcomes import (
    NothingAsked,
    OrderPlaced,
    Outcome,
    Refused,
    StillProcessing,
    TotalTold,
)
from voicetill.services.paying import Caller


@pytest.fixture
def till() -> LiveTill:
    return LiveTill()


# Finding the agreement.


def test_who_has_linked_no_account_hears_of_it_and_keeps_the_cart(till: LiveTill) -> None:
    outcome = till.buy(quantity="2")

    assert outcome == Refused(Refusal.LINK_MISSING)
    assert till.customer.cart.quantity_of("starter_kit") == 2
    assert till.company.calls == []


def test_who_has_not_consented_is_sent_to_the_page_and_keeps_the_cart(till: LiveTill) -> None:
    link = till.link(consent=False)

    outcome = till.buy()

    assert isinstance(outcome, Refused)
    assert outcome.reason is Refusal.CONSENT_UNGIVEN
    assert outcome.page is not None
    assert outcome.page.address.startswith(f"{PAGES}/consent/")
    assert not outcome.page.to_phone
    assert [it.link_id for it in till.links.kept.invitations.values()] == [link.id]
    assert till.customer.cart.quantity_of("starter_kit") == 1
    assert till.current.state is State.ABANDONED


def test_the_page_goes_to_the_phone_where_the_merchant_wants_that() -> None:
    till = LiveTill(to_phone=True)
    till.link(consent=False)

    outcome = till.buy()

    assert isinstance(outcome, Refused)
    assert outcome.page is not None
    assert outcome.page.to_phone


def test_a_consent_is_adopted_and_the_total_told_at_the_address_of_the_page(till: LiveTill) -> None:
    link = till.link()

    outcome = till.buy()

    assert isinstance(outcome, TotalTold)
    assert outcome.checkout.address == an_address()
    assert till.customer.agreement == link.agreement
    assert till.links.kept.links[link.id].customer_id == CUSTOMER_ID
    assert till.company.calls == []


def test_an_adopted_agreement_is_not_looked_up_again_in_the_turn_that_charges(till: LiveTill) -> None:
    told = till.told()
    till.links.is_down = True

    assert isinstance(till.yes_to(told), OrderPlaced)


def test_another_place_told_on_the_page_is_read_back_the_next_time(till: LiveTill) -> None:
    till.told()
    till.clock.pass_by(timedelta(minutes=5))
    elsewhere = an_address(lines=("9 Other Street",))
    till.tell_page(address=elsewhere)

    outcome = till.buy()

    assert isinstance(outcome, TotalTold)
    assert outcome.checkout.address == elsewhere
    assert isinstance(till.yes_to(outcome), OrderPlaced)
    assert till.orders[0].address == elsewhere


def test_another_consent_given_on_the_page_is_charged_from_then_on(till: LiveTill) -> None:
    till.told()
    till.clock.pass_by(timedelta(minutes=5))
    given = till.agreement()
    till.tell_page(agreement=given)

    till.yes_to(till.buy())

    assert [it.agreement_id for it in till.company.charges.values()] == [given.id]


def test_what_was_told_on_the_page_takes_no_mark_off_an_agreement(till: LiveTill) -> None:
    till.told()
    assert till.customer.agreement is not None
    till.drawer.customer = replace(
        till.customer, agreement=replace(till.customer.agreement, status=AgreementStatus.CANCELED)
    )
    till.clock.pass_by(timedelta(minutes=5))
    till.tell_page(address=an_address(lines=("9 Other Street",)))

    outcome = till.buy()

    assert isinstance(outcome, Refused)
    assert outcome.reason is Refusal.CONSENT_UNGIVEN


def test_a_token_that_is_not_good_any_more_links_nobody(till: LiveTill) -> None:
    link = till.link()
    till.links.kept.links[link.id] = replace(link, closed_at=NOW)

    assert till.buy() == Refused(Refusal.LINK_MISSING)


def test_who_unlinks_is_not_charged_on_what_was_allowed_before(till: LiveTill) -> None:
    told = till.told()
    till.unlink()

    outcome = till.yes_to(told)

    assert outcome == Refused(Refusal.LINK_MISSING)
    assert till.company.calls == []
    assert till.current.state is State.ABANDONED


def test_an_agreement_of_alexa_s_own_is_not_charged_by_the_server(till: LiveTill) -> None:
    till.drawer.customer = replace(till.customer, version=1, agreement=an_agreement())
    link = till.link()

    told = till.buy()

    assert isinstance(told, TotalTold)
    assert till.customer.agreement == link.agreement
    assert isinstance(till.yes_to(told), OrderPlaced)
    assert till.current.provider == PROVIDER


def test_where_no_company_takes_the_currency_the_customer_is_told(till: LiveTill) -> None:
    till = LiveTill(company=PretendPayments(currencies=frozenset({Currency.EUR})))
    till.link()

    assert till.buy() == Refused(Refusal.NOT_PAYABLE_HERE)
    assert till.customer.cart.quantity_of("starter_kit") == 1


def test_a_consent_at_a_company_that_cannot_charge_here_is_asked_for_anew(till: LiveTill) -> None:
    till.link(agreement=till.agreement(provider="another"))

    outcome = till.buy()

    assert isinstance(outcome, Refused)
    assert outcome.reason is Refusal.CONSENT_UNGIVEN


@pytest.mark.parametrize("status", [AgreementStatus.CLOSED, AgreementStatus.CANCELED])
def test_a_dead_agreement_is_not_adopted_again(till: LiveTill, status: AgreementStatus) -> None:
    link = till.link()
    till.drawer.customer = replace(
        till.customer, version=1, agreement=replace(link.agreement or an_agreement(), status=status)
    )

    outcome = till.buy()

    assert isinstance(outcome, Refused)
    assert outcome.reason is Refusal.CONSENT_UNGIVEN


@pytest.mark.parametrize(
    ("stands", "heard"),
    [
        (AgreementStatus.OPEN, None),
        (AgreementStatus.SUSPENDED, Refusal.PAYMENT_METHOD_SUSPENDED),
        (AgreementStatus.CLOSED, Refusal.CONSENT_UNGIVEN),
    ],
)
def test_a_suspended_agreement_is_asked_about(
    till: LiveTill, stands: AgreementStatus, heard: Refusal | None
) -> None:
    link = till.link()
    assert link.agreement is not None
    till.drawer.customer = replace(
        till.customer, version=1, agreement=replace(link.agreement, status=AgreementStatus.SUSPENDED)
    )
    till.company.set_agreement(link.agreement.id, stands)

    outcome = till.buy()

    assert isinstance(outcome, TotalTold) if heard is None else isinstance(outcome, Refused)
    assert heard is None or (isinstance(outcome, Refused) and outcome.reason is heard)


def test_a_suspended_agreement_that_nobody_can_tell_of_is_for_later(till: LiveTill) -> None:
    till.link(agreement=till.agreement(status=AgreementStatus.SUSPENDED))
    till.company.refuse_connection()

    outcome = till.buy()

    assert isinstance(outcome, Refused)
    assert outcome.reason is Refusal.TRY_LATER


def test_a_page_without_an_address_orders_nothing_that_is_sent(till: LiveTill) -> None:
    till.link(agreement=till.agreement(address=None))

    outcome = till.buy()

    assert isinstance(outcome, Refused)
    assert outcome.reason is Refusal.ADDRESS_UNTOLD
    assert outcome.page is not None, "only our page can mend it"


def test_nothing_is_sent_to_where_the_shop_does_not_deliver(till: LiveTill) -> None:
    till.link(agreement=till.agreement(address=an_address(country="NZ")))

    outcome = till.buy()

    assert isinstance(outcome, Refused)
    assert outcome.reason is Refusal.NOT_DELIVERED_THERE


def test_the_total_is_that_of_the_place_on_the_page(till: LiveTill) -> None:
    market = a_market()
    till = LiveTill(market=replace(market, delivery=replace(market.delivery, free_from=None)))
    till.link()

    told = till.buy()

    assert isinstance(told, TotalTold)
    assert told.checkout.quote.total == a_money(900 + 250)


# Charging.


def test_a_yes_places_and_pays_the_order_in_one_turn(till: LiveTill) -> None:
    outcome = till.yes_to(till.told())

    assert isinstance(outcome, OrderPlaced)
    assert [order.id for order in till.orders] == [outcome.order.id]
    assert till.company.paid() == [till.current.reference]
    assert till.company.taken() == a_money(900)
    assert till.happenings == ["order.placed", "order.paid"]
    assert [attempt.is_open for attempt in till.attempts] == [False]
    assert till.customer.cart.is_empty
    assert till.orders[0].provider == PROVIDER
    assert till.orders[0].is_captured


def test_nothing_is_said_of_mail_until_somebody_fills_it_in(till: LiveTill) -> None:
    till.yes_to(till.told())

    assert {(it.email, it.user_id) for it in till.drawer.occurrences.values()} == {("", "")}


def test_where_nothing_is_sent_the_charge_follows_the_yes_at_once(till: LiveTill) -> None:
    till.link()
    told = till.buy("barber_voucher")
    assert isinstance(told, TotalTold)

    outcome = till.yes_to(told)

    assert isinstance(outcome, OrderPlaced)
    assert till.company.taken() == a_money(2500)


def test_a_turn_that_charges_writes_twice_and_reads_once(till: LiveTill) -> None:
    told = till.told()
    reads, writes = till.ledger.reads, till.ledger.writes

    till.yes_to(told)

    assert (till.ledger.reads - reads, till.ledger.writes - writes) == (1, 2)


@pytest.mark.parametrize("product", ["starter_kit", "barber_voucher"])
def test_a_first_purchase_writes_no_more_in_the_turn_that_charges(till: LiveTill, product: str) -> None:
    link = till.link()
    told = till.buy(product)
    assert isinstance(told, TotalTold)
    writes, before = till.ledger.writes, till.links.kept.links[link.id].version

    till.yes_to(told)

    assert till.ledger.writes - writes == 2
    assert till.links.kept.links[link.id].version == before


def test_the_same_yes_twice_charges_once(till: LiveTill) -> None:
    told = till.told()

    first, second = till.yes_to(told), till.yes_to(told)

    assert isinstance(first, OrderPlaced)
    assert isinstance(second, OrderPlaced)
    assert second.order.id == first.order.id
    assert till.company.calls.count("charge") == 1


def test_a_yes_at_another_device_meanwhile_charges_once(till: LiveTill) -> None:
    told = till.told()
    heard: list[Outcome] = []
    till.ledger.meanwhile(lambda: heard.append(till.yes_to(told)))

    heard.append(till.yes_to(told))

    assert [type(it) for it in heard] == [OrderPlaced, OrderPlaced]
    assert till.company.calls.count("charge") == 1
    assert len(till.orders) == 1


def test_a_decline_for_now_may_be_tried_once_more_under_another_name(till: LiveTill) -> None:
    told = till.told()
    till.company.decline_next()

    declined = till.yes_to(told)

    assert isinstance(declined, Refused)
    assert declined.reason is Refusal.NOT_PROCESSED
    assert declined.retry is not None
    again = till.buying.retry(till.visitor, declined.retry)
    assert isinstance(again, OrderPlaced)
    assert [it.reference[-2:] for it in till.company.charges.values()] == ["01", "02"]
    assert till.company.paid() == [till.current.reference]


def test_a_decline_for_good_is_not_tried_again_and_the_agreement_is_asked_about(till: LiveTill) -> None:
    told = till.told()
    till.company.decline_next(for_good=True)

    declined = till.yes_to(told)

    assert isinstance(declined, Refused)
    assert declined.reason is Refusal.PAYMENT_METHOD_SUSPENDED
    assert declined.retry is None
    assert till.customer.agreement is not None
    assert till.customer.agreement.status is AgreementStatus.SUSPENDED
    # Mended at the company meanwhile: it is as good as before.
    assert isinstance(till.buy(), TotalTold)
    assert till.company.calls[-1] == "read_agreement"


def test_a_dead_consent_ends_the_order_in_that_turn_and_is_given_anew_in_the_next(till: LiveTill) -> None:
    told = till.told()
    till.company.close_by_buyer(till.customer.agreement.id if till.customer.agreement else "")

    outcome = till.yes_to(told)

    assert isinstance(outcome, Refused)
    assert outcome.reason is Refusal.AGREEMENT_NOT_OPEN
    assert till.company.calls.count("charge") == 1
    assert till.customer.cart.quantity_of("starter_kit") == 1
    refused = till.buying.check_out(till.visitor)
    assert isinstance(refused, Refused)
    assert refused.reason is Refusal.CONSENT_UNGIVEN
    till.link()
    assert isinstance(till.yes_to(till.buying.check_out(till.visitor)), OrderPlaced)


def test_a_pending_charge_is_told_as_such_and_blocks_another_one(till: LiveTill) -> None:
    told = till.told()
    till.company.leave_pending_next()

    assert till.yes_to(told) == StillProcessing()

    assert till.current.state is State.PENDING
    assert till.orders == []
    assert [attempt.is_open for attempt in till.attempts] == [True]
    assert till.attempts[0].charge_id
    assert till.buy("refill_pack") == StillProcessing()
    assert till.company.calls.count("charge") == 1


@pytest.mark.parametrize("acts", [True, False])
def test_an_answer_that_is_lost_is_settled_with_one_charge_and_one_order(till: LiveTill, acts: bool) -> None:
    told = till.told()
    till.company.lose_answer(after_acting=acts)

    assert till.yes_to(told) == StillProcessing()
    assert till.current.is_in_doubt
    till.settle_later()

    assert till.current.is_placed
    assert till.company.taken() == a_money(900)
    assert len(till.orders) == 1
    assert till.happenings == ["order.placed", "order.paid"]
    assert [attempt.is_open for attempt in till.attempts] == [False]


def test_a_company_that_cannot_be_reached_has_certainly_charged_nothing(till: LiveTill) -> None:
    told = till.told()
    till.company.refuse_connection()

    outcome = till.yes_to(told)

    assert isinstance(outcome, Refused)
    assert outcome.reason is Refusal.TRY_LATER
    assert outcome.retry is not None
    assert [attempt.is_open for attempt in till.attempts] == [False]
    assert isinstance(till.buying.retry(till.visitor, outcome.retry), OrderPlaced)


def test_a_result_that_cannot_be_stored_is_found_later(till: LiveTill) -> None:
    told = till.told()
    charge = till.company.charge

    def charge_then_fail(*args: object, **named: object) -> object:
        till.ledger.refuses_writes = True
        return charge(*args, **named)  # type: ignore[arg-type]

    till.company.charge = charge_then_fail  # type: ignore[method-assign, assignment]

    assert till.yes_to(told) == StillProcessing()
    till.ledger.refuses_writes = False
    till.settle_later()

    assert till.company.taken() == a_money(900)
    assert len(till.orders) == 1


def test_a_fault_of_ours_in_the_middle_claims_nothing(till: LiveTill) -> None:
    told = till.told()
    till.company.crash_next(RuntimeError("a fault of ours"))

    assert till.yes_to(told) == StillProcessing()
    till.settle_later()

    assert till.company.taken() == a_money(900)
    assert len(till.orders) == 1


def test_a_race_for_the_result_is_won_or_joined(till: LiveTill) -> None:
    told = till.told()
    charge = till.company.charge

    def charge_then_race(*args: object, **named: object) -> object:
        till.ledger.lose_races(2)
        return charge(*args, **named)  # type: ignore[arg-type]

    till.company.charge = charge_then_race  # type: ignore[method-assign, assignment]

    assert isinstance(till.yes_to(told), OrderPlaced)
    assert len(till.orders) == 1


# Time.


def test_a_turn_that_is_late_already_charges_nothing(till: LiveTill) -> None:
    told = till.told()
    visitor = till.visitor
    till.clock.pass_by(timedelta(seconds=4))

    outcome = till.buying.agree(visitor, question_of(told))

    assert outcome == Refused(Refusal.TRY_LATER)
    assert till.company.calls == []
    assert till.attempts == []
    assert till.current.state is State.AWAITING_YES


def test_a_claim_that_took_too_long_is_taken_back_uncharged(till: LiveTill) -> None:
    told = till.told()
    till.ledger.meanwhile(lambda: till.clock.pass_by(timedelta(seconds=6)))

    outcome = till.yes_to(told)

    assert isinstance(outcome, Refused)
    assert outcome.reason is Refusal.TRY_LATER
    assert till.company.calls == []
    assert [attempt.is_open for attempt in till.attempts] == [False]


@pytest.mark.parametrize(("spent", "left"), [(0.0, 5.0), (1.0, 5.0), (2.5, 4.0), (3.4, 3.1)])
def test_a_charge_has_five_seconds_or_what_is_left_of_the_turn(till: LiveTill, spent: float, left: float) -> None:
    told = till.told()
    given: list[float] = []
    charge = till.company.charge

    def note(prepared: object, *, within: float) -> object:
        given.append(within)
        return charge(prepared, within=within)  # type: ignore[arg-type]

    till.company.charge = note  # type: ignore[method-assign, assignment]
    visitor = till.visitor
    till.clock.pass_by(timedelta(seconds=spent))

    till.buying.agree(visitor, question_of(told))

    assert given == [pytest.approx(left)]


def test_a_request_of_a_wrong_clock_counts_from_when_it_came(till: LiveTill) -> None:
    told = till.told()
    for wrong in (timedelta(hours=-1), timedelta(hours=1)):
        visitor = replace(till.visitor, asked_at=till.clock() + wrong)
        outcome = till.buying.agree(visitor, question_of(told))

    assert isinstance(outcome, OrderPlaced)


# Capturing on shipping.


def test_what_is_sent_may_only_be_reserved() -> None:
    till = LiveTill(captures_on_shipping=True)

    outcome = till.yes_to(till.told())

    assert isinstance(outcome, OrderPlaced)
    assert till.current.state is State.AUTHORIZED
    assert not till.orders[0].is_captured
    assert till.company.taken().is_zero
    assert till.happenings == ["order.placed"]


def test_what_is_not_sent_is_paid_at_once_even_then() -> None:
    till = LiveTill(captures_on_shipping=True)
    till.link()
    told = till.buy("barber_voucher")

    till.yes_to(told)

    assert till.current.state is State.PAID


def test_who_cannot_reserve_charges_at_once() -> None:
    able = frozenset(Ability) - {Ability.CAPTURE_LATER}
    till = LiveTill(captures_on_shipping=True, company=PretendPayments(abilities=able))

    till.yes_to(till.told())

    assert till.current.capture is Capture.NOW
    assert till.current.state is State.PAID


# Left over from the other route.


def test_a_checkout_of_the_other_route_is_finished_by_the_voice(till: LiveTill) -> None:
    told = till.told()
    begun = replace(told.checkout, provider=ALEXA, agreement_id=AGREEMENT_ID, attempt=1)

    asked = till.route.ask(begun, Caller(till.visitor, till.clock()))

    assert isinstance(asked, Handoff)
    assert asked.name == "Charge"


def test_a_late_proof_of_the_other_route_is_still_an_order(till: LiveTill) -> None:
    charging = a_checkout(State.AWAITING_CHARGE)
    till.drawer.customer, till.drawer.current = a_returning_customer(), charging
    proof = answer_of(ChargeCompleted(NOW, a_payment(charging)), answer_id="late")

    outcome = till.receiving.receive(CUSTOMER_ID, charging.id, proof, consent_denied=False)

    assert isinstance(outcome, OrderPlaced)
    assert outcome.order.provider == ALEXA


def test_a_yes_that_nothing_was_asked_for_does_nothing(till: LiveTill) -> None:
    till.link()

    assert till.yes_to(None) == NothingAsked()
