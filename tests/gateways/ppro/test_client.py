"""How PPRO is called: headers, a key that changes, limits of rate, and no exception but the promised one."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.ppro.wishes import Trouble
from tests.builders import NOW
from tests.gateways.ppro.houses import KEY, House, Keeper, a_cancel, a_consent_wish, a_refund, a_wish
from voicetill.domain.charging import (
    Consent,
    FoundCharge,
    Paid,
    Pending,
    RefundRefused,
    RefundUnknown,
    Unknown,
)
from voicetill.domain.errors import GatewayUnavailableError, StoreUnavailableError
from voicetill.domain.payments import Environment
from voicetill.gateways.fetching import Answered, NoAnswerError, NotConnectedError
from voicetill.gateways.ppro.gateway import Ppro
from voicetill.gateways.ppro.keys import key_of
from voicetill.gateways.ppro.payloads import Terms
from voicetill.services.provider_ports import ServerPayments

UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@pytest.fixture
def house() -> House:
    return House()


def test_every_call_says_who_asks(house: House) -> None:
    prepared = house.prepared()
    house.charge(prepared)

    _, url, headers, _ = house.wire.sent[-1]
    assert url == f"https://api.sandbox.eu.ppro.com/v1/payment-agreements/{prepared.subject_id}/payment-charges"
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert headers["Merchant-Id"] == house.ppro.merchant_id
    assert headers["Request-Idempotency-Key"] == prepared.key
    assert headers["Request-Reference"] == prepared.reference


def test_live_calls_go_elsewhere_than_rehearsed_ones() -> None:
    urls: list[str] = []

    def send(method: str, url: str, headers: Mapping[str, str], body: bytes = b"", *, within: float) -> Answered:
        urls.append(url)
        raise NotConnectedError

    gateway = Ppro(merchant_id="merch_1", api_key=Keeper("key_live_1"), environment=Environment.LIVE, send=send)
    with pytest.raises(GatewayUnavailableError):
        gateway.read_agreement("agr_1", within=5)

    assert urls == ["https://api.eu.ppro.com/v1/payment-agreements/agr_1"]


@given(act=st.text(max_size=20), name=st.text(max_size=40))
def test_a_key_is_a_uuid_and_always_the_same(act: str, name: str) -> None:
    assert UUID4.fullmatch(key_of(act, name))
    assert key_of(act, name) == key_of(act, name)


def test_keys_differ_by_act_and_name() -> None:
    keys = {key_of(act, name) for act in ("charge", "capture", "refund", "void") for name in ("a", "b", "c")}

    assert len(keys) == 12


def test_a_key_that_was_changed_is_fetched_once(house: House) -> None:
    prepared = house.prepared()
    house.api.keys = {"key_sandbox_new"}
    house.keeper.now = "key_sandbox_new"

    assert isinstance(house.charge(prepared), Paid)
    assert house.keeper.asked == 1


def test_a_key_that_opens_nothing_is_an_outage_and_no_decline(house: House) -> None:
    prepared = house.prepared()
    house.api.keys = set()

    with pytest.raises(GatewayUnavailableError):
        house.charge(prepared)

    assert house.keeper.asked == 1
    assert house.ppro.ledger.balance == 0


def test_another_merchants_id_is_an_outage(house: House) -> None:
    prepared = house.prepared()
    house.ppro.merchant_id = "merch_other"

    with pytest.raises(GatewayUnavailableError):
        house.charge(prepared)


@pytest.mark.parametrize("key", ["", "key with blanks", "key\r\nX: y", "key_live_1", "schl\u00fcssel"])
def test_a_key_that_cannot_be_right_is_not_sent(house: House, key: str) -> None:
    house.keeper.kept = house.keeper.now = key

    with pytest.raises(GatewayUnavailableError):
        house.gateway.read_agreement("agr_1", within=5)

    assert house.wire.sent == []


def test_a_key_that_cannot_be_fetched_is_an_outage() -> None:
    def api_key(*, fresh: bool = False) -> str:
        raise StoreUnavailableError

    gateway = Ppro(merchant_id="m", api_key=api_key, environment=Environment.SANDBOX, send=House().wire)

    with pytest.raises(GatewayUnavailableError):
        gateway.read_agreement("agr_1", within=5)


def test_too_many_requests_say_when_to_come_back(house: House) -> None:
    prepared = house.prepared()
    house.ppro.wishes.trouble(Trouble.THROTTLED, method="POST")

    with pytest.raises(GatewayUnavailableError) as throttled:
        house.charge(prepared)

    # One token at five a second.
    assert throttled.value.retry_after == pytest.approx(0.2)
    assert house.ppro.ledger.balance == 0


def test_what_is_used_up_is_waited_for_before_ppro_has_to_say_so(house: House) -> None:
    house.api.limits = True
    agreements = [house.agreement() for _ in range(8)]
    wishes = [a_wish(agreement, reference=f"wish{n}") for n, agreement in enumerate(agreements)]

    results = [house.charge(house.gateway.prepare_charge(wish)) for wish in wishes]

    assert all(isinstance(result, Paid) for result in results)
    assert not any(call.status == 429 for call in house.api.calls)
    assert house.slept


def test_without_time_to_wait_nothing_is_sent(house: House) -> None:
    prepared = house.prepared()
    house.ppro.wishes.trouble(Trouble.THROTTLED, method="POST")
    with pytest.raises(GatewayUnavailableError):
        house.charge(prepared)
    sent = len(house.wire.sent)

    with pytest.raises(GatewayUnavailableError) as held:
        house.gateway.charge(prepared, within=0.4)

    assert len(house.wire.sent) == sent
    assert held.value.retry_after == pytest.approx(0.2, abs=0.02)


def test_reads_do_not_wait_for_writes(house: House) -> None:
    agreement_id = house.agreement()
    house.ppro.wishes.trouble(Trouble.THROTTLED, method="POST")
    with pytest.raises(GatewayUnavailableError):
        house.charge(house.gateway.prepare_charge(a_wish(agreement_id)))

    house.gateway.read_agreement(agreement_id, within=0.1)

    assert house.slept == []


@pytest.mark.parametrize(
    "told",
    [{}, {"x-ratelimit-remaining": "x"}, {"x-ratelimit-remaining": "-1"}, {"x-ratelimit-replenish-rate": "0"}],
)
def test_odd_headers_of_rate_say_nothing(told: dict[str, str]) -> None:
    gateway = to(lambda method: Answered(429, told, b""))

    for _ in range(3):
        with pytest.raises(GatewayUnavailableError) as throttled:
            gateway.read_agreement("agr_1", within=5)
        assert throttled.value.retry_after == 1


def test_a_verb_has_no_more_time_than_it_was_given(house: House) -> None:
    prepared = house.prepared()
    lasts = house.wire.__call__
    seen: list[float] = []

    def slow(method: str, url: str, headers: Mapping[str, str], body: bytes = b"", *, within: float) -> Answered:
        seen.append(within)
        house.now += timedelta(seconds=3)
        return lasts(method, url, headers, body, within=within)

    gateway = Ppro(
        merchant_id=house.ppro.merchant_id,
        api_key=house.keeper,
        environment=Environment.SANDBOX,
        send=slow,
        clock=house.clock,
        tick=house.tick,
    )
    assert isinstance(gateway.settle(prepared, charge_id="", within=5), Paid)
    assert seen == [5, 2]


def to(answer: Callable[[str], Answered]) -> Ppro:
    """A gateway to whom this is answered, by method."""

    def send(method: str, url: str, headers: Mapping[str, str], body: bytes = b"", *, within: float) -> Answered:
        return answer(method)

    return Ppro(
        merchant_id="merch_1",
        api_key=Keeper(),
        environment=Environment.SANDBOX,
        send=send,
        terms=Terms(separate_captures=True),
        clock=lambda: NOW,
        sleep=lambda seconds: None,
    )


def every_verb(gateway: ServerPayments) -> list[Callable[[], object]]:
    charge = gateway.prepare_charge(a_wish())
    cancel = gateway.prepare_cancel(a_cancel("charge_1"))
    refund = gateway.prepare_refund(a_refund("charge_1"))
    return [
        lambda: gateway.start_consent(a_consent_wish(), within=5),
        lambda: gateway.start_payment(a_wish(), a_consent_wish(), within=5),
        lambda: gateway.read_consent("agr_1", within=5),
        lambda: gateway.read_agreement("agr_1", within=5),
        lambda: gateway.charge(charge, within=5),
        lambda: gateway.settle(charge, charge_id="", within=5),
        lambda: gateway.settle(charge, charge_id="charge_1", within=5),
        lambda: gateway.charge(cancel, within=5),
        lambda: gateway.settle(cancel, charge_id="charge_1", within=5),
        lambda: gateway.find_charge("charge_1", within=5),
        lambda: gateway.refund(refund, within=5),
        lambda: gateway.settle_refund(refund, refund_id="", within=5),
        lambda: gateway.settle_refund(refund, refund_id="refund_1", within=5),
        lambda: gateway.close("agr_1", reason="x", within=5),
    ]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8) | st.sampled_from(["id", "status", "failure"]), inner, max_size=3)
    ),
    max_leaves=8,
)
_BODIES = st.binary(max_size=40) | _JSON.map(lambda told: json.dumps(told).encode())
_STATUSES = st.sampled_from(
    [100, 200, 201, 204, 301, 302, 400, 403, 404, 408, 409, 418, 422, 429, 499, 500, 503, 504]
)


@given(status=_STATUSES, body=_BODIES, headers=st.dictionaries(st.text(max_size=10), st.text(max_size=10)))
def test_whatever_is_answered_nothing_else_is_raised_and_nothing_is_paid(
    status: int, body: bytes, headers: dict[str, str]
) -> None:
    gateway = to(lambda method: Answered(status, headers, body))

    for verb in every_verb(gateway):
        try:
            result = verb()
        except GatewayUnavailableError:
            continue
        assert not isinstance(result, Paid)
        if isinstance(result, Consent):
            assert result.agreement_id == ""
        if isinstance(result, FoundCharge):
            assert not isinstance(result.result, Paid)


@pytest.mark.parametrize("status", [100, 301, 408, 418, 499, 500, 502, 503, 504, 599])
def test_an_answer_that_is_no_plain_refusal_leaves_it_unknown(status: int) -> None:
    gateway = to(lambda method: Answered(status, {}, b"{}"))

    assert gateway.charge(gateway.prepare_charge(a_wish()), within=5) == Unknown()
    assert gateway.refund(gateway.prepare_refund(a_refund("charge_1")), within=5) == RefundUnknown()


@pytest.mark.parametrize("status", [400, 405, 415, 422, 431])
def test_a_plain_refusal_of_a_refund_is_told_to_the_merchant(status: int) -> None:
    gateway = to(lambda method: Answered(status, {}, b"{}"))

    result = gateway.refund(gateway.prepare_refund(a_refund("charge_1")), within=5)

    assert result == RefundRefused("the request was refused")


@pytest.mark.parametrize("trouble", [NoAnswerError("x"), ConnectionResetError(), TimeoutError()])
def test_once_sent_trouble_of_any_kind_leaves_it_unknown(trouble: OSError) -> None:
    def fails(method: str) -> Answered:
        raise trouble

    gateway = to(fails)

    assert gateway.charge(gateway.prepare_charge(a_wish()), within=5) == Unknown()
    with pytest.raises(GatewayUnavailableError):
        gateway.read_agreement("agr_1", within=5)


def test_a_conflict_that_cannot_be_read_back_is_unknown_and_no_outage() -> None:
    gateway = to(lambda method: Answered(409 if method == "POST" else 503, {}, b"{}"))

    assert gateway.charge(gateway.prepare_charge(a_wish()), within=5) == Unknown()
    assert gateway.refund(gateway.prepare_refund(a_refund("charge_1")), within=5) == RefundUnknown()
    assert gateway.charge(gateway.prepare_cancel(a_cancel("charge_1")), within=5) == Unknown("charge_1")


@pytest.mark.parametrize("wrapped", [True, False])
def test_a_search_believes_only_what_names_our_reference(wrapped: bool) -> None:
    theirs = {
        "id": "charge_9",
        "status": "CAPTURED",
        "currency": "USD",
        "captures": [{"id": "capture_9", "amount": 1250, "status": "CAPTURED"}],
    }
    items = [theirs, {**theirs, "merchantPaymentChargeReference": "another"}]
    told = json.dumps({"items": items} if wrapped else items).encode()
    gateway = to(lambda method: Answered(200 if method == "GET" else 500, {}, told))

    assert gateway.settle(gateway.prepare_charge(a_wish()), charge_id="", within=5) == Unknown()


def test_the_charge_that_counts_is_the_one_that_was_paid() -> None:
    ours = {"merchantPaymentChargeReference": a_wish().reference, "currency": "USD"}
    lost = {**ours, "id": "charge_1", "status": "FAILED"}
    open_ = {**ours, "id": "charge_2", "status": "AUTHORIZATION_ASYNC"}
    captures = [{"id": "capture_3", "amount": 1250, "status": "CAPTURED"}]
    paid = {**ours, "id": "charge_3", "status": "CAPTURED", "captures": captures}

    def settled(*items: object) -> object:
        told = {"_links": {}, "_embedded": {"charges": items}, "warnings": []}
        gateway = to(lambda method: Answered(200, {}, json.dumps(told).encode()))
        return gateway.settle(gateway.prepare_charge(a_wish()), charge_id="", within=5)

    assert isinstance(settled(lost, open_, paid, paid), Paid)
    assert settled(lost, open_) == Pending("charge_2")
