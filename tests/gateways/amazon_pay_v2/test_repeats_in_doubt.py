"""A repeat that meets its own first try is in doubt, and never a decline; money on its way is no reservation."""

from datetime import timedelta

from tests.domain.subscriptions import a_begun
from tests.gateways.amazon_pay_v2.wire import House
from tests.gateways.amazon_pay_v2.wishes import a_charge, a_consent, a_refund, a_wish, changing
from tests.services.renewals import Room
from voicetill.domain.charging import Operation, Paid, Pending, Prepared, RefundRefused, Unknown
from voicetill.domain.journal import Change
from voicetill.gateways.patience import PatientSend

WITHIN = 10.0
BUSY = {"state": "NonChargeable", "reasons": [{"reasonCode": "ChargeInProgress"}]}


def test_a_patient_second_try_that_meets_the_first_in_progress_is_in_doubt() -> None:
    house = House(wrapped=lambda send: send)
    house.wrapped = lambda send: PatientSend(send, sleep=house.clock.pass_by, ticks=house.clock.ticks)
    prepared = a_charge(house)
    house.service.troubles.lose(after_acting=True, on="create charge")
    house.service.troubles.fail(status=422, code="InvalidChargePermissionStatus", on="create charge")
    house.service.troubles.replace(changing(statusDetails=BUSY), on="get charge permission")

    result = house.gateway.charge(prepared, within=WITHIN)

    assert house.service.books.ledger.taken_for(prepared.reference) > 0
    assert isinstance(result, Unknown), result


def test_a_repeat_that_meets_itself_and_cannot_look_is_in_doubt() -> None:
    house = House()
    prepared = a_charge(house)
    house.service.troubles.lose(after_acting=True, on="create charge")
    assert isinstance(house.gateway.charge(prepared, within=WITHIN), Unknown)
    house.service.troubles.fail(status=422, code="InvalidChargePermissionStatus", on="create charge")
    house.service.troubles.lose(after_acting=False, on="get charge permission")

    result = house.gateway.settle(prepared, charge_id="", within=WITHIN)

    assert house.service.books.ledger.taken_for(prepared.reference) > 0
    assert isinstance(result, Unknown), result


def test_one_payment_that_is_authorised_on_its_way_to_capture_is_pending() -> None:
    house = House()
    wish = a_wish(house)
    page = house.gateway.start_payment(wish, a_consent(), within=WITHIN)
    house.service.approve(page.consent_id)
    house.service.leave_pending()
    prepared = Prepared(Operation.CHARGE, wish.reference, "", "", "", wish.amount)
    first = house.gateway.settle(prepared, charge_id=page.consent_id, within=WITHIN)
    assert isinstance(first, Pending)
    moment = {"statusDetails": {"state": "Authorized"}, "captureAmount": None}
    house.service.troubles.replace(changing(**moment), on="get charge")

    second = house.gateway.settle(prepared, charge_id=first.charge_id, within=WITHIN)

    assert isinstance(second, Pending), second


def test_a_patient_second_refund_that_meets_the_first_is_in_doubt() -> None:

    house = House()
    paid = house.gateway.charge(a_charge(house), within=WITHIN)
    assert isinstance(paid, Paid)
    house.__dict__.pop("gateway")
    house.wrapped = lambda send: PatientSend(send, sleep=house.clock.pass_by, ticks=house.clock.ticks)
    house.service.troubles.lose(after_acting=True, on="create refund")
    house.service.troubles.fail(status=400, code="TransactionAmountExceeded", on="create refund")

    result = house.gateway.refund(a_refund(house, paid.payment.provider_charge_id), within=WITHIN)

    assert not isinstance(result, RefundRefused), result


def test_a_period_is_taken_once_though_the_first_answer_was_lost_and_the_second_met_it() -> None:

    house, room = House(), Room(names=("amazon_pay_v2",))
    house.wrapped = lambda send: PatientSend(send, sleep=house.clock.pass_by, ticks=house.clock.ticks)
    room.company = house.gateway  # type: ignore[assignment]
    room.renewing = room.service()
    subscription = a_begun(provider="amazon_pay_v2", agreement_id=house.permit())
    room.journal.write(Change(None, subscription))
    assert subscription.due_at is not None
    room.clock.now = subscription.due_at
    house.service.troubles.lose(after_acting=True, on="create charge")
    house.service.troubles.fail(status=422, code="InvalidChargePermissionStatus", on="create charge")

    first = room.renew()
    for _ in range(3):
        room.clock.pass_by(timedelta(days=1))
        house.clock.pass_by(timedelta(days=1))
        room.renew()

    taken = house.service.books.ledger
    names = [it.reference for it in room.journal.attempts.values()]
    assert sum(bool(taken.taken_for(name)) for name in names) == 1, (first, names)
