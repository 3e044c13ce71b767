"""Whatever goes wrong on the way, and however often it is tried: money is taken once at most, and never denied."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.amazon_pay_v2.topic import Topic
from simulator.amazon_pay_v2.troubles import Troubles
from tests.gateways.amazon_pay_v2.wire import House
from tests.gateways.amazon_pay_v2.wishes import a_capture, a_charge, a_refund
from voicetill.domain.charging import (
    Authorized,
    ChargeResult,
    ConsentDead,
    DeclinedForGood,
    DeclinedForNow,
    NoticeKind,
    Paid,
    Pending,
    Refunded,
    RefundPending,
    RefundUnknown,
    Released,
    Unknown,
)
from voicetill.domain.errors import GatewayUnavailableError
from voicetill.domain.payments import Capture
from voicetill.gateways.amazon_pay_v2.notices import AmazonPayNotices
from voicetill.gateways.fetching import Answered, Send
from voicetill.gateways.patience import PatientSend

WITHIN = 60.0
OVER = (DeclinedForNow, DeclinedForGood, ConsentDead, Released)

TROUBLES: dict[str, Callable[[Troubles], None]] = {
    "fine": lambda troubles: None,
    "lost after acting": lambda troubles: troubles.lose(after_acting=True),
    "lost before acting": lambda troubles: troubles.lose(after_acting=False),
    "never arrived": lambda troubles: troubles.never_arrive(),
    "throttled": lambda troubles: troubles.throttle(),
    "a fault before acting": lambda troubles: troubles.fail(),
    "a fault after acting": lambda troubles: troubles.fail(acts=True),
    "bad gateway after acting": lambda troubles: troubles.fail(status=502, code="", acts=True),
    "garbage": lambda troubles: troubles.garble(),
    "not let in": lambda troubles: troubles.fail(status=403, code="InvalidRequestSignature"),
}
stories = st.lists(st.sampled_from(sorted(TROUBLES)), max_size=8)


def impatient(house: House) -> Callable[[Send], Send]:
    return lambda send: send


def patient(house: House) -> Callable[[Send], Send]:
    return lambda send: PatientSend(send, sleep=house.clock.pass_by, ticks=house.clock.ticks)


@pytest.mark.parametrize("manner", [impatient, patient])
@settings(deadline=None, max_examples=80)
@given(story=stories, declined=st.booleans())
def test_a_charge_is_made_once_and_told_as_it_is(
    manner: Callable[[House], Callable[[Send], Send]], story: list[str], declined: bool
) -> None:
    house = House()
    house.wrapped = manner(house)
    prepared = a_charge(house)
    ledger = house.service.books.ledger
    if declined:
        house.service.decline("SoftDeclined")
    for name in story:
        TROUBLES[name](house.service.troubles)

    result = _first(house, prepared_charge=lambda: house.gateway.charge(prepared, within=WITHIN))
    for _ in range(12):
        assert ledger.times(prepared.reference) <= 1
        _is_true(result, taken=bool(ledger.times(prepared.reference)))
        if isinstance(result, (Paid, *OVER)):
            break
        charge_id = result.charge_id if isinstance(result, Pending | Unknown) else ""
        result = _settled(lambda: house.gateway.settle(prepared, charge_id=charge_id, within=WITHIN))  # noqa: B023

    assert isinstance(result, DeclinedForNow if declined else Paid)
    assert ledger.times(prepared.reference) == (0 if declined else 1)


@pytest.mark.parametrize("manner", [impatient, patient])
@settings(deadline=None, max_examples=60)
@given(story=stories)
def test_a_capture_and_a_refund_happen_once(
    manner: Callable[[House], Callable[[Send], Send]], story: list[str]
) -> None:
    house = House()
    house.wrapped = manner(house)
    reserved = house.gateway.charge(a_charge(house, capture=Capture.ON_SHIPPING), within=WITHIN)
    assert isinstance(reserved, Authorized)
    charge_id, ledger = reserved.payment.provider_charge_id, house.service.books.ledger
    capture, refund = a_capture(house, charge_id), a_refund(house, charge_id)
    for name in story:
        TROUBLES[name](house.service.troubles)

    taken = _first(house, prepared_charge=lambda: house.gateway.charge(capture, within=WITHIN))
    while not isinstance(taken, Paid):
        assert not isinstance(taken, OVER)
        taken = _settled(lambda: house.gateway.settle(capture, charge_id=charge_id, within=WITHIN))
    assert [moved.amount for moved in ledger.taken] == [14]

    try:
        back = house.gateway.refund(refund, within=WITHIN)
    except GatewayUnavailableError:
        assert not house.service.books.refunds
        back = house.gateway.refund(refund, within=WITHIN)
    while isinstance(back, RefundUnknown):
        back = house.gateway.settle_refund(refund, refund_id="", within=WITHIN)
    assert isinstance(back, RefundPending)
    assert list(house.service.books.refunds) == [back.refund_id]
    house.service.finish_refund(back.refund_id)
    assert isinstance(house.gateway.settle_refund(refund, refund_id=back.refund_id, within=WITHIN), Refunded)


def test_a_notice_says_what_to_look_at() -> None:
    house = House()
    topic = Topic(house.clock)
    notices = AmazonPayNotices(
        topic_arn=topic.arn,
        merchant_id=topic.merchant_id,
        send=lambda *_, **__: Answered(200, {}, topic.certificate),
        ticks=house.clock.ticks,
    )
    house.service.leave_pending()
    pending = house.gateway.charge(a_charge(house), within=WITHIN)
    assert isinstance(pending, Pending)
    house.service.decide(pending.charge_id, paid=True)

    *_, delivery = topic.news(house.service.books.changes)
    assert not topic.news(house.service.books.changes)
    notice = notices.read_notice(delivery.headers, delivery.body, at=house.clock(), within=3)

    assert (notice.kind, notice.object_id) == (NoticeKind.CHARGE, pending.charge_id)
    found = house.gateway.find_charge(notice.object_id, within=WITHIN)
    assert found is not None
    assert isinstance(found.result, Paid)


def _first(house: House, *, prepared_charge: Callable[[], ChargeResult]) -> ChargeResult:
    """Send for the first time, as often as it certainly did nothing: then money has not moved."""
    taken = len(house.service.books.ledger.taken)
    for _ in range(12):
        try:
            return prepared_charge()
        except GatewayUnavailableError:
            assert len(house.service.books.ledger.taken) == taken
    raise AssertionError("troubles come to an end")


def _settled(look: Callable[[], ChargeResult]) -> ChargeResult:
    try:
        return look()
    except GatewayUnavailableError:
        return Unknown()


def _is_true(result: ChargeResult, *, taken: bool) -> None:
    if isinstance(result, Paid):
        assert taken
    if isinstance(result, OVER):
        assert not taken
