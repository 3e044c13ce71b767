"""A notification is believed only with a fresh digest over its very bytes, and whatever is odd is forged."""

import hmac
import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicetill.domain.charging import Notice, NoticeKind
from voicetill.domain.errors import ForgedNoticeError, GatewayUnavailableError, StoreUnavailableError
from voicetill.gateways.ppro.notices import KINDS, PproNotices, Secrets
from voicetill.services.provider_ports import ProviderNotices

NOW = datetime(2026, 12, 1, 16, 0, tzinfo=UTC)
MERCHANT = "merch_nonicks"
SECRET = "whsec_of_a_test"
CHARGE = {
    "paymentChargeId": "charge_1",
    "merchantId": MERCHANT,
    "merchantPaymentChargeReference": "k3v9x2m7q4t8w1z6b5n0c3d7f201",
    "paymentChargeStatus": "CAPTURED",
}


class Kept:
    """Secrets as a keeper hands them out: `kept` may be older than `now`."""

    def __init__(self, kept: str, now: str | None = None) -> None:
        self.kept = kept
        self.now = kept if now is None else now
        self.asked = 0

    def __call__(self, *, fresh: bool = False) -> str:
        self.asked += fresh
        return self.now if fresh else self.kept


def an_event(kind: str = "PAYMENT_CHARGE_CAPTURE_SUCCEEDED", data: object = CHARGE, **changes: object) -> bytes:
    event: dict[str, Any] = {
        "specversion": "1.0",
        "source": "https://www.ppro.com",
        "datacontenttype": "application/json",
        "id": "evt_1",
        "type": kind,
        "subject": "charge_1",
        "time": "2026-12-01T16:00:00.000Z",
        "data": data,
    }
    return json.dumps({**event, **changes}).encode()


def signed(body: bytes, *, at: datetime = NOW, secret: str = SECRET) -> dict[str, str]:
    moment = str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), moment.encode() + b"." + body, sha256).hexdigest()
    return {"ppro-signature": f"t={moment},s={digest}"}


def a_reader(*secrets: str, window: timedelta = timedelta(minutes=5)) -> PproNotices:
    return PproNotices(merchant_id=MERCHANT, secrets=Kept("\n".join(secrets or (SECRET,))), window=window)


def read(body: bytes, headers: dict[str, str] | None = None, reader: ProviderNotices | None = None) -> Notice:
    told = signed(body) if headers is None else headers
    return (reader or a_reader()).read_notice(told, body, at=NOW, within=1)


def test_a_charge_is_told_with_our_reference() -> None:
    notice = read(an_event())

    reference = CHARGE["merchantPaymentChargeReference"]
    assert notice == Notice("evt_1", NoticeKind.CHARGE, "charge_1", reference, at=NOW)


def test_an_agreement_is_told() -> None:
    data = {"paymentAgreementId": "agr_1", "merchantPaymentAgreementReference": "consent1", "merchantId": MERCHANT}

    notice = read(an_event("PAYMENT_AGREEMENT_REVOKED_BY_CONSUMER", data, subject="agr_1"))

    assert notice == Notice("evt_1", NoticeKind.AGREEMENT, "agr_1", "consent1", agreement_id="agr_1", at=NOW)


@pytest.mark.parametrize(("kind", "expected"), KINDS.items())
def test_every_documented_type_has_its_kind(kind: str, expected: NoticeKind) -> None:
    assert read(an_event(kind)).kind is expected


@pytest.mark.parametrize("kind", ["FUNDS_STATE_CHANGED", "REPORT_PROCESSED", "PAYMENT_CHARGE_NEWLY_INVENTED", "X"])
def test_any_other_type_is_something_else(kind: str) -> None:
    assert read(an_event(kind)).kind is NoticeKind.OTHER


def test_another_merchants_affairs_are_none_of_ours() -> None:
    notice = read(an_event(data={**CHARGE, "merchantId": "merch_other"}))

    assert notice.kind is NoticeKind.OTHER
    assert notice.reference == ""


def test_one_changed_byte_is_forged() -> None:
    body = an_event()

    with pytest.raises(ForgedNoticeError):
        read(body.replace(b"CAPTURED", b"CAPTUREd"), signed(body))


@pytest.mark.parametrize("minutes", [-6, 6])
def test_an_old_one_and_one_from_the_future_are_refused(minutes: int) -> None:
    body = an_event()

    with pytest.raises(ForgedNoticeError):
        read(body, signed(body, at=NOW + timedelta(minutes=minutes)))


@pytest.mark.parametrize("minutes", [-4, 4])
def test_within_the_window_clocks_may_differ(minutes: int) -> None:
    body = an_event()

    assert read(body, signed(body, at=NOW + timedelta(minutes=minutes))).id == "evt_1"


def test_the_window_can_be_set_for_deliveries_that_are_repeated_for_days() -> None:
    body = an_event()
    late = signed(body, at=NOW - timedelta(hours=60))

    assert read(body, late, a_reader(window=timedelta(hours=70))).id == "evt_1"


def test_while_secrets_are_changed_each_of_them_counts() -> None:
    body = an_event()
    reader = a_reader("whsec_new", SECRET)

    assert read(body, reader=reader).id == "evt_1"
    assert read(body, signed(body, secret="whsec_new"), reader).id == "evt_1"


def test_a_secret_that_was_changed_is_asked_for_but_not_for_every_forgery() -> None:
    body = an_event()
    kept = Kept(SECRET, "whsec_new")
    reader = PproNotices(merchant_id=MERCHANT, secrets=kept)

    assert read(body, signed(body, secret="whsec_new"), reader).id == "evt_1"
    for _ in range(5):
        with pytest.raises(ForgedNoticeError):
            read(body, signed(body, secret="guessed"), reader)

    assert kept.asked == 1


def _out_of_order(*, fresh: bool = False) -> str:
    raise StoreUnavailableError


@pytest.mark.parametrize("secrets", [Kept(""), Kept("  \n"), _out_of_order])
def test_without_a_secret_nothing_is_proven_either_way(secrets: Secrets) -> None:
    body = an_event()
    reader = PproNotices(merchant_id=MERCHANT, secrets=secrets)

    with pytest.raises(GatewayUnavailableError):
        read(body, signed(body), reader)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "t=1796140800",
        "s=" + "0" * 64,
        "t=,s=" + "0" * 64,
        "t=-1,s=" + "0" * 64,
        "t=1796140800,s=zz",
        "t=1796140800,t=1796140801,s=" + "0" * 64,
        "t=1796140800,s=" + "0" * 64,
        "t=\u0661\u0662,s=" + "0" * 64,
        "t=99999999999999999999,s=" + "0" * 64,
        "," * 5000,
    ],
)
def test_a_header_that_is_no_signature_is_forged(header: str) -> None:
    with pytest.raises(ForgedNoticeError):
        read(an_event(), {"ppro-signature": header})


def test_no_header_is_forged() -> None:
    with pytest.raises(ForgedNoticeError):
        read(an_event(), {})


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"id": 1e400}',
        an_event(id=""),
        an_event(id=7),
        an_event(id="evt 1"),
        an_event(id="\ud800"),
        an_event(id="e" * 600),
        an_event(type=None),
        an_event(specversion="0.3"),
        an_event(data={}, subject="../../etc"),
        an_event(data=[], subject=None),
    ],
)
def test_a_hostile_body_is_forged_even_with_our_secret(body: bytes) -> None:
    with pytest.raises(ForgedNoticeError):
        read(body)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(changes=st.dictionaries(st.sampled_from(["id", "type", "subject", "time", "data", "specversion"]), _JSON))
def test_whatever_a_body_holds_it_is_a_notice_or_forged(changes: dict[str, Any]) -> None:
    body = an_event(**changes)

    try:
        notice = read(body)
    except ForgedNoticeError:
        return

    assert notice.id


@given(header=st.text(max_size=90), body=st.binary(max_size=60))
def test_whatever_is_sent_without_our_secret_is_forged(header: str, body: bytes) -> None:
    with pytest.raises(ForgedNoticeError):
        read(body, {"ppro-signature": header})
