"""Setup answers are read with suspicion: only proof opens an agreement."""

from datetime import timedelta

import pytest

from tests.builders import AGREEMENT_ID, NOW, a_checkout, a_line, a_market, a_quote, a_subscription, an_address
from tests.gateways.amazon_pay.recordings import ABSENT, changed, read, recorded
from voicetill.domain.addresses import Address
from voicetill.domain.agreements import Agreement, AgreementKind, AgreementStatus
from voicetill.domain.checkout_events import AgreementOpened, SetupRefused
from voicetill.domain.checkout_record import Checkout, State
from voicetill.domain.payments import Answer, Environment, Refusal

DETAILS = "billingAgreementDetails"
WAITING = a_checkout(State.AWAITING_SETUP)
LONG = pytest.param("x" * 5000, id="long")
EUROPE = a_market(country_of_establishment="DE")


def _opened(answer: Answer, checkout: Checkout = WAITING) -> Agreement:
    event = read(answer, checkout, market=EUROPE)
    assert isinstance(event, AgreementOpened)
    return event.agreement


def test_an_open_agreement_of_our_environment_is_opened() -> None:
    answer = recorded("setup_open")

    event = read(answer, WAITING)

    agreement = Agreement(
        id=AGREEMENT_ID,
        status=AgreementStatus.OPEN,
        read_at=NOW,
        kind=None,
        address=an_address(),
        billing_address=an_address(),
    )
    assert event == AgreementOpened(NOW, agreement)


def test_the_status_code_may_be_a_number() -> None:
    answer = recorded("setup_open")

    event = read(Answer(answer.name, 200, answer.status_message, answer.payload), WAITING)

    assert isinstance(event, AgreementOpened)


@pytest.mark.parametrize(
    "code",
    ["201", "2000", " 200", "200 ", 200.0, True, None, [], {"code": "200"}, pytest.param(10**9000, id="huge")],
)
def test_any_other_status_code_opens_nothing(code: object) -> None:
    answer = recorded("setup_open")

    event = read(Answer(answer.name, code, answer.status_message, answer.payload), WAITING)

    assert event == SetupRefused(NOW, Refusal.MERCHANT_UNAVAILABLE)


@pytest.mark.parametrize(
    "payload", [None, {}, [], "OPEN", 7, {DETAILS: None}, {DETAILS: ["OPEN"]}, {DETAILS: "OPEN"}]
)
def test_a_missing_payload_opens_nothing(payload: object) -> None:
    answer = Answer("Setup", "200", "OK", payload)

    event = read(answer, WAITING)

    assert event == SetupRefused(NOW, Refusal.MERCHANT_UNAVAILABLE)


@pytest.mark.parametrize("environment", [ABSENT, None, "LIVE", "sandbox", "SANDBOX ", "", 1, ["SANDBOX"], {}])
@pytest.mark.parametrize("name", ["setup_open", "setup_suspended"])
def test_another_release_environment_than_ours_says_nothing(name: str, environment: object) -> None:
    answer = changed(recorded(name), f"{DETAILS}.releaseEnvironment", environment)

    event = read(answer, WAITING)

    assert event == SetupRefused(NOW, Refusal.MERCHANT_UNAVAILABLE)


def test_a_sandbox_agreement_is_not_opened_in_live() -> None:
    answer = recorded("setup_open")

    event = read(answer, WAITING, environment=Environment.LIVE)

    assert event == SetupRefused(NOW, Refusal.MERCHANT_UNAVAILABLE)


@pytest.mark.parametrize(
    "agreement_id",
    [
        ABSENT,
        None,
        "",
        "  ",
        7,
        True,
        [AGREEMENT_ID],
        {},
        "C01 1",
        "C01-1\n",
        pytest.param("x" * 200, id="long"),
        "\ud800",
    ],
)
def test_open_without_an_agreement_id_opens_nothing(agreement_id: object) -> None:
    answer = changed(recorded("setup_open"), f"{DETAILS}.billingAgreementId", agreement_id)

    event = read(answer, WAITING)

    assert event == SetupRefused(NOW, Refusal.MERCHANT_UNAVAILABLE)


@pytest.mark.parametrize("status", ["CANCELED", "CLOSED", "DRAFT"])
def test_an_agreement_that_is_not_open_is_refused_with_its_status(status: str) -> None:
    answer = changed(recorded("setup_open"), f"{DETAILS}.billingAgreementStatus", status)

    event = read(answer, WAITING)

    assert event == SetupRefused(NOW, Refusal.AGREEMENT_NOT_OPEN, AgreementStatus(status))


def test_a_suspended_agreement_asks_for_the_payment_method() -> None:
    answer = recorded("setup_suspended")

    event = read(answer, WAITING)

    assert event == SetupRefused(NOW, Refusal.PAYMENT_METHOD_SUSPENDED, AgreementStatus.SUSPENDED)


@pytest.mark.parametrize(
    "status", [ABSENT, None, "Open", "open", "OPEN ", "PAID", "", True, ["OPEN"], {"state": "OPEN"}]
)
def test_an_unknown_status_opens_nothing(status: object) -> None:
    answer = changed(recorded("setup_open"), f"{DETAILS}.billingAgreementStatus", status)

    event = read(answer, WAITING)

    assert event == SetupRefused(NOW, Refusal.MERCHANT_UNAVAILABLE)


@pytest.mark.parametrize("member", ["errorCode", "errorMessage"])
def test_a_good_status_with_an_error_object_opens_nothing(member: str) -> None:
    answer = changed(recorded("setup_open"), member, "InternalServerError")

    event = read(answer, WAITING)

    assert event == SetupRefused(NOW, Refusal.MERCHANT_UNAVAILABLE)


# Addresses.


@pytest.mark.parametrize("destination", [ABSENT, None, "1234 Main Street", 7, True, ["1234 Main Street"]])
def test_open_without_the_address_that_was_asked_for_has_none(destination: object) -> None:
    answer = changed(recorded("setup_open"), f"{DETAILS}.destination", destination)

    agreement = _opened(answer)

    assert agreement.address is None
    assert agreement.billing_address == an_address()


def test_an_address_is_made_of_whichever_lines_exist() -> None:
    answer = recorded("setup_open_german")

    agreement = _opened(answer)

    assert agreement.address == Address(
        name="Kim Beispiel",
        company="Beispiel Werkstatt",
        lines=("Musterweg 7",),
        city="Musterstadt",
        district="Nordkreis",
        postal_code="12345",
        country="DE",
    )


@pytest.mark.parametrize("odd", [None, 7, True, ["a"], {}, " ", LONG, "half \ud83d"])
def test_members_of_an_address_that_are_no_text_are_left_out(odd: object) -> None:
    answer = changed(recorded("setup_open"), f"{DETAILS}.destination.addressLine1", odd)
    answer = changed(answer, f"{DETAILS}.destination.city", odd)

    agreement = _opened(answer)

    assert agreement.address is not None
    assert agreement.address.lines == ()
    assert agreement.address.city == ""
    assert not agreement.address.is_deliverable


# The kind of the agreement.


@pytest.mark.parametrize(
    ("checkout", "kind"),
    [
        (WAITING, AgreementKind.CUSTOMER_INITIATED),
        (
            a_checkout(State.AWAITING_SETUP, quote=a_quote(a_line(a_subscription()))),
            AgreementKind.MERCHANT_INITIATED,
        ),
    ],
)
def test_a_new_agreement_is_of_the_kind_that_was_asked_for(checkout: Checkout, kind: AgreementKind) -> None:
    answer = recorded("setup_open")

    agreement = _opened(answer, checkout)

    assert agreement.kind is kind


def test_the_kind_of_an_older_agreement_is_not_known() -> None:
    answer = recorded("setup_open_given_back")

    agreement = _opened(answer)

    assert agreement.kind is None


@pytest.mark.parametrize(("late_by", "known"), [(0, True), (299, True), (300, True), (301, False)])
def test_clocks_may_differ_by_five_minutes(late_by: int, known: bool) -> None:
    created = (NOW - timedelta(seconds=late_by)).isoformat().replace("+00:00", ".000Z")
    answer = changed(recorded("setup_open"), f"{DETAILS}.creationTimestamp", created)

    agreement = _opened(answer)

    assert (agreement.kind is not None) is known


@pytest.mark.parametrize(
    "created",
    [
        ABSENT,
        None,
        "",
        "yesterday",
        1772452800,
        True,
        [],
        "2026-03-02T12:00:05",
        "0001-01-01T00:00:00+14:00",
        "\ud800",
    ],
)
def test_a_time_that_is_none_leaves_the_kind_unknown(created: object) -> None:
    answer = changed(recorded("setup_open"), f"{DETAILS}.creationTimestamp", created)

    agreement = _opened(answer)

    assert agreement.kind is None


def test_where_no_type_was_sent_no_kind_is_known() -> None:
    answer = recorded("setup_open")

    event = read(answer, WAITING, market=a_market())

    assert isinstance(event, AgreementOpened)
    assert event.agreement.kind is None


def test_a_market_that_is_gone_still_reads_its_answers() -> None:
    answer = recorded("setup_open")

    event = read(answer, a_checkout(State.AWAITING_SETUP, market_id="ATLANTIS"))

    assert isinstance(event, AgreementOpened)


def test_an_address_has_up_to_three_lines() -> None:
    answer = recorded("setup_open")
    for number in (1, 2, 3):
        answer = changed(answer, f"{DETAILS}.destination.addressLine{number}", f"line {number}")

    address = _opened(answer).address

    assert address is not None
    assert address.lines == ("line 1", "line 2", "line 3")
