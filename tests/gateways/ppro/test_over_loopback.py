"""The gateway as it runs in the cloud, but for the network: real HTTP to pretend PPRO, and its notifications."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from simulator.ppro.api import Api
from simulator.ppro.books import SECRET
from simulator.ppro.pages import served
from simulator.ppro.service import Ppro as PretendPpro
from simulator.ppro.wishes import Trouble
from tests.gateways.ppro.houses import KEY, REFERENCE, RETURN, Keeper, a_consent_wish, a_refund, a_wish
from voicetill.domain.charging import ConsentState, NoticeKind, Paid, Refunded, Unknown
from voicetill.domain.errors import ForgedNoticeError
from voicetill.domain.payments import Environment
from voicetill.gateways.fetching import WebSend
from voicetill.gateways.ppro.gateway import Ppro
from voicetill.gateways.ppro.notices import PproNotices


@pytest.fixture
def pretend() -> PretendPpro:
    return PretendPpro()


@pytest.fixture
def gateway(pretend: PretendPpro) -> Iterator[Ppro]:
    with served(Api(pretend, {KEY}, limits=False)) as endpoint:
        yield Ppro(
            merchant_id=pretend.merchant_id,
            api_key=Keeper(),
            environment=Environment.SANDBOX,
            send=WebSend(),
            endpoint=endpoint,
        )


def test_a_customer_agrees_is_charged_and_gets_money_back(gateway: Ppro, pretend: PretendPpro) -> None:
    page = gateway.start_consent(a_consent_wish(), within=30)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    back = WebSend()("POST", page.url, form, b"choice=approve", within=30)
    assert back.status == 303
    assert back.headers["location"] == RETURN
    assert gateway.read_consent(page.consent_id, within=30).state is ConsentState.GIVEN

    paid = gateway.charge(gateway.prepare_charge(a_wish(page.consent_id)), within=30)
    assert isinstance(paid, Paid)
    refund = gateway.prepare_refund(a_refund(paid.payment.provider_charge_id, 250))
    assert isinstance(gateway.refund(refund, within=30), Refunded)

    assert pretend.ledger.balance == 1000


@pytest.mark.parametrize("trouble", [Trouble.LOST_BEFORE, Trouble.LOST_AFTER, Trouble.ERROR_AFTER])
def test_a_line_that_is_cut_charges_exactly_once(gateway: Ppro, pretend: PretendPpro, trouble: Trouble) -> None:
    page = gateway.start_consent(a_consent_wish(), within=30)
    pretend.approve(page.consent_id)
    prepared = gateway.prepare_charge(a_wish(page.consent_id))
    pretend.wishes.trouble(trouble, method="POST")

    assert gateway.charge(prepared, within=30) == Unknown()
    assert isinstance(gateway.settle(prepared, charge_id="", within=30), Paid)
    assert pretend.ledger.times(REFERENCE) == 1


def test_notifications_of_pretend_ppro_are_believed_and_forged_ones_are_not(pretend: PretendPpro) -> None:
    now = datetime.now(UTC)
    reader = PproNotices(merchant_id=pretend.merchant_id, secrets=lambda *, fresh=False: SECRET)
    agreement = pretend.create_agreement(
        {
            "startDate": "2026-12-01T00:00:00Z",
            "consumer": {"name": "Robin Example", "country": "US"},
            "authenticationSettings": [{"type": "REDIRECT", "settings": {"returnUrl": RETURN}}],
            "initialPaymentCharge": {
                "amount": {"value": 1250, "currency": "USD"},
                "merchantPaymentChargeReference": REFERENCE,
            },
        }
    )
    pretend.approve(agreement["id"])
    hooks = pretend.webhooks

    notices = [reader.read_notice(one.headers, one.body, at=now, within=1) for one in hooks.sent]

    assert {notice.kind for notice in notices} == {NoticeKind.AGREEMENT, NoticeKind.CHARGE}
    assert {notice.reference for notice in notices if notice.kind is NoticeKind.CHARGE} == {REFERENCE}
    last = hooks.sent[-1]
    again = hooks.again(last)
    assert reader.read_notice(again.headers, again.body, at=now, within=1).id == notices[-1].id
    late = hooks.again(last, at=now - timedelta(hours=1))
    for odd in (hooks.forged(last), hooks.tampered(last, b"ACTIVE", b"FAILED"), late):
        with pytest.raises(ForgedNoticeError):
            reader.read_notice(odd.headers, odd.body, at=now, within=1)
