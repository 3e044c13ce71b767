"""What happens in the customer's browser: consents, one-time payments, and the end of an agreement."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from simulator.ppro.wishes import Trouble
from tests.gateways.ppro.houses import REFERENCE, RETURN, House, a_consent_wish, a_wish, dollars
from voicetill.domain.agreements import AgreementStatus
from voicetill.domain.charging import ConsentState, DeclinedForNow, Paid, Pending, Unknown
from voicetill.domain.errors import GatewayUnavailableError, PayloadRefusedError
from voicetill.domain.payments import Environment
from voicetill.gateways.fetching import Answered
from voicetill.gateways.ppro.gateway import Ppro
from voicetill.gateways.ppro.payloads import Terms


@pytest.fixture
def house() -> House:
    return House(terms=Terms(webhooks_url="https://till.example/hooks/ppro"))


def asked(house: House) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(house.api.calls[-1].body)
    return body


def test_a_consent_is_given_on_ppros_page(house: House) -> None:
    page = house.gateway.start_consent(a_consent_wish(), within=5)
    assert page.url.startswith("https://pay.ppro.example/")
    assert house.gateway.read_consent(page.consent_id, within=5).state is ConsentState.OPEN
    assert house.gateway.read_agreement(page.consent_id, within=5).status is AgreementStatus.DRAFT

    assert house.ppro.approve(page.consent_id) == RETURN
    consent = house.gateway.read_consent(page.consent_id, within=5)

    assert consent.state is ConsentState.GIVEN
    assert consent.agreement_id == page.consent_id
    assert consent.name == "Robin Example"
    assert consent.email == "robin@mail.example"
    assert consent.charge is None
    assert house.gateway.read_agreement(page.consent_id, within=5).status is AgreementStatus.OPEN


def test_the_terms_of_a_subscription_are_told(house: House) -> None:
    house.gateway.start_consent(a_consent_wish(recurring=True, period_months=3, email="r@mail.example"), within=5)

    body = asked(house)
    assert body["frequency"] == {"type": "MONTHLY", "interval": 3}
    assert body["amountType"] == "VARIABLE"
    assert body["startDate"] == "2026-03-02T00:00:00.000Z"
    assert body["webhooksUrl"] == "https://till.example/hooks/ppro"
    assert body["consumer"]["email"] == "r@mail.example"


def test_a_customer_whose_name_nobody_told_can_agree_too(house: House) -> None:
    house.gateway.start_consent(a_consent_wish(name=" "), within=5)

    assert asked(house)["consumer"]["name"] == "Amazon Pay customer"


def test_the_first_payment_comes_with_the_consent(house: House) -> None:
    page = house.gateway.start_consent(a_consent_wish(first=dollars(1400)), within=5)
    assert isinstance(house.gateway.read_consent(page.consent_id, within=5).charge, Pending)

    house.ppro.approve(page.consent_id)
    consent = house.gateway.read_consent(page.consent_id, within=5)

    assert consent.state is ConsentState.GIVEN
    assert isinstance(consent.charge, Paid)
    assert consent.charge.payment.amount == dollars(1400)
    assert house.ppro.ledger.taken("consent1") == 1400


def test_a_first_payment_that_is_declined_gives_no_consent(house: House) -> None:
    page = house.gateway.start_consent(a_consent_wish(first=dollars(1400)), within=5)
    house.ppro.wishes.decline("INSUFFICIENT_FUNDS")
    house.ppro.approve(page.consent_id)

    consent = house.gateway.read_consent(page.consent_id, within=5)

    assert consent.state is ConsentState.FAILED
    assert isinstance(consent.charge, DeclinedForNow)


def test_a_first_payment_that_cannot_be_read_now_is_unknown(house: House) -> None:
    page = house.gateway.start_consent(a_consent_wish(first=dollars(1400)), within=5)
    house.ppro.approve(page.consent_id)
    house.ppro.wishes.trouble(Trouble.LOST_BEFORE, method="GET", path="/payment-charges/")

    consent = house.gateway.read_consent(page.consent_id, within=5)

    assert consent.state is ConsentState.GIVEN
    assert isinstance(consent.charge, Unknown)


@pytest.mark.parametrize(
    ("code", "state"),
    [("CANCELED_BY_CONSUMER", ConsentState.REFUSED), ("EXPIRED_SESSION", ConsentState.FAILED)],
)
def test_a_consent_that_was_not_given_says_so(house: House, code: str, state: ConsentState) -> None:
    page = house.gateway.start_consent(a_consent_wish(), within=5)
    house.ppro.decline(page.consent_id, code)

    assert house.gateway.read_consent(page.consent_id, within=5).state is state


def test_asking_twice_on_one_day_is_one_agreement(house: House) -> None:
    first = house.gateway.start_consent(a_consent_wish(), within=5)

    assert house.gateway.start_consent(a_consent_wish(), within=5) == first
    assert len(house.ppro.agreements) == 1


def test_a_lost_answer_is_asked_for_again(house: House) -> None:
    house.ppro.wishes.trouble(Trouble.LOST_AFTER)
    with pytest.raises(GatewayUnavailableError):
        house.gateway.start_consent(a_consent_wish(), within=5)

    house.gateway.start_consent(a_consent_wish(), within=5)

    assert len(house.ppro.agreements) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"country": "DE"}, "consumer.country"),
        ({"currency": "EUR"}, "amount.currency"),
        ({"seller": "N" * 101}, "description"),
        ({"first": dollars(49)}, "initialPaymentCharge.amount.value"),
        ({"return_url": ""}, "authenticationSettings[0].settings.returnUrl"),
        ({"return_url": "javascript:alert(1)"}, "authenticationSettings[0].settings.returnUrl"),
        ({"return_url": f"https://till.example/{'a' * 512}"}, "authenticationSettings[0].settings.returnUrl"),
        ({"reference": "a b"}, "merchantPaymentAgreementReference"),
        ({"name": "R" * 513}, "consumer.name"),
        ({"email": "r" * 513}, "consumer.email"),
        ({"recurring": True, "period_months": 1001}, "frequency.interval"),
    ],
)
def test_what_the_limits_forbid_is_never_sent(house: House, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(PayloadRefusedError) as refused:
        house.gateway.start_consent(a_consent_wish(**changes), within=5)

    assert any(fault.startswith(f"{field}:") for fault in refused.value.faults)
    assert house.api.calls == []


@pytest.mark.parametrize("url", ["http://till.example/hooks", "https://till.example:8443/hooks", "hooks"])
def test_webhooks_go_to_https_and_its_own_port_only(url: str) -> None:
    house = House(terms=Terms(webhooks_url=url))

    with pytest.raises(PayloadRefusedError, match="webhooksUrl"):
        house.gateway.start_consent(a_consent_wish(), within=5)


def test_a_one_time_payment_is_confirmed_on_ppros_page(house: House) -> None:
    page = house.gateway.start_payment(a_wish(), a_consent_wish(), within=5)
    before = house.gateway.find_charge(page.consent_id, within=5)
    assert before is not None
    assert isinstance(before.result, Pending)

    house.ppro.approve(page.consent_id)
    after = house.gateway.find_charge(page.consent_id, within=5)

    assert after is not None
    assert after.reference == REFERENCE
    assert isinstance(after.result, Paid)
    assert house.ppro.ledger.taken(REFERENCE) == 1250


def test_a_one_time_payment_can_be_refused(house: House) -> None:
    page = house.gateway.start_payment(a_wish(), a_consent_wish(), within=5)
    house.ppro.decline(page.consent_id)

    found = house.gateway.find_charge(page.consent_id, within=5)

    assert found is not None
    assert isinstance(found.result, DeclinedForNow)


def test_starting_a_one_time_payment_twice_is_one_charge(house: House) -> None:
    first = house.gateway.start_payment(a_wish(), a_consent_wish(), within=5)

    assert house.gateway.start_payment(a_wish(), a_consent_wish(), within=5) == first
    assert len(house.ppro.charges) == 1


def answering(*answers: object, endpoint: str = "", environment: Environment = Environment.SANDBOX) -> Ppro:
    """A gateway to whom these bodies are answered, one a call."""
    left = list(answers)

    def send(method: str, url: str, headers: Mapping[str, str], body: bytes = b"", *, within: float) -> Answered:
        return Answered(200, {}, json.dumps(left.pop(0)).encode())

    return Ppro(
        merchant_id="merch_1",
        api_key=lambda *, fresh=False: "key",
        environment=environment,
        send=send,
        endpoint=endpoint,
    )


def told_page(link: object, **more: object) -> dict[str, object]:
    details = {"requestUrl": link, "requestMethod": "GET", **more}
    return {"id": "agr_1", "status": "AUTHENTICATION_PENDING", "authenticationMethods": [_redirect(details)]}


def _redirect(details: object) -> dict[str, object]:
    return {"type": "REDIRECT", "details": details}


@pytest.mark.parametrize(
    "told",
    [
        told_page("http://pay.example/x"),
        told_page("http://127.0.0.1:8000/x"),
        told_page("javascript:alert(1)"),
        told_page("//pay.example/x"),
        told_page("https://"),
        told_page("https://user:pw@pay.example/x"),
        told_page("https://pay.example\\@evil.example"),
        told_page("https://pay.example/a b"),
        told_page("https://pay.example/a\nb"),
        told_page("https://[::1"),
        told_page("https://pay.example/" + "a" * 5000),
        told_page(None),
        told_page(["https://pay.example"]),
        told_page("https://pay.example/x", requestMethod="POST"),
        {"id": "agr_1"},
        {"id": "agr_1", "authenticationMethods": "x"},
        {**told_page("https://pay.example/x"), "id": None},
        [],
        None,
    ],
)
def test_a_customer_is_sent_nowhere_but_to_a_sound_https_page(told: object) -> None:
    with pytest.raises(GatewayUnavailableError):
        answering(told).start_consent(a_consent_wish(), within=5)


def test_a_rehearsal_may_lead_to_this_machine_but_never_where_money_is_real() -> None:
    clear = told_page("http://127.0.0.1:8000/x")

    rehearsed = answering(clear, endpoint="http://127.0.0.1:8000")
    live = answering(clear, endpoint="http://127.0.0.1:8000", environment=Environment.LIVE)

    assert rehearsed.start_consent(a_consent_wish(), within=5).url == "http://127.0.0.1:8000/x"
    with pytest.raises(GatewayUnavailableError):
        live.start_consent(a_consent_wish(), within=5)


@pytest.mark.parametrize("told", [{}, [], {"id": "agr_1", "status": "NEW"}, {"id": "agr_2", "status": "ACTIVE"}])
def test_what_is_no_status_of_an_agreement_changes_nothing(told: object) -> None:
    assert answering(told).read_consent("agr_1", within=5).state is ConsentState.OPEN
    with pytest.raises(GatewayUnavailableError):
        answering(told).read_agreement("agr_1", within=5)


@pytest.mark.parametrize(
    ("by", "status"), [("CONSUMER", AgreementStatus.CANCELED), ("PROVIDER", AgreementStatus.CLOSED)]
)
def test_an_agreement_that_somebody_ended_is_over(house: House, by: str, status: AgreementStatus) -> None:
    agreement_id = house.agreement()
    house.ppro.revoke(agreement_id, by=by)

    assert house.gateway.read_agreement(agreement_id, within=5).status is status


@pytest.mark.parametrize("agreement_id", ["agr_gone", "", "../payment-charges"])
def test_an_agreement_that_is_none_is_closed(house: House, agreement_id: str) -> None:
    assert house.gateway.read_agreement(agreement_id, within=5).status is AgreementStatus.CLOSED
    assert house.gateway.read_consent(agreement_id, within=5).state is ConsentState.FAILED


@pytest.mark.parametrize("trouble", [None, Trouble.LOST_AFTER, Trouble.ERROR_AFTER, Trouble.GARBLED])
def test_an_agreement_is_ended_for_good_and_again_is_no_error(house: House, trouble: Trouble | None) -> None:
    agreement_id = house.agreement()
    if trouble:
        house.ppro.wishes.trouble(trouble, method="POST")

    house.gateway.close(agreement_id, reason="the customer asked", within=5)
    house.gateway.close(agreement_id, reason="the customer asked", within=5)

    assert house.ppro.agreements[agreement_id].status == "REVOKED_BY_MERCHANT"


def test_ending_what_the_customer_ended_is_no_error(house: House) -> None:
    agreement_id = house.agreement()
    house.ppro.revoke(agreement_id)

    house.gateway.close(agreement_id, reason="no more needed", within=5)

    assert house.ppro.agreements[agreement_id].status == "REVOKED_BY_CONSUMER"


@pytest.mark.parametrize("trouble", [Trouble.LOST_BEFORE, Trouble.ERROR_BEFORE])
def test_an_agreement_that_is_not_over_is_not_called_ended(house: House, trouble: Trouble) -> None:
    agreement_id = house.agreement()
    house.ppro.wishes.trouble(trouble, method="POST")

    with pytest.raises(GatewayUnavailableError):
        house.gateway.close(agreement_id, reason="the customer asked", within=5)


@pytest.mark.parametrize("agreement_id", ["agr_gone", "", "a/b"])
def test_what_ppro_does_not_know_is_not_called_ended(house: House, agreement_id: str) -> None:
    with pytest.raises(GatewayUnavailableError):
        house.gateway.close(agreement_id, reason="the customer asked", within=5)
