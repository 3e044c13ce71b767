"""Whatever comes as an answer, reading it never raises, and nothing but proof is proof."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import NOW
from tests.gateways.amazon_pay import strategies as some
from tests.gateways.amazon_pay.recordings import changed, read, recorded
from voicetill.domain.checkout_events import AgreementOpened, ChargeAuthorized, ChargeCompleted, ChargeUnknown
from voicetill.domain.payments import Answer

MONEY_MOVED = (ChargeCompleted, ChargeAuthorized)
RECORDINGS = ["setup_open", "charge_paid", "charge_authorized", "charge_declined", "error_invalid_payment_method"]


def _words_of(value: object) -> set[str]:
    """Every member name and text in a recorded payload: what garbage is most likely to go unnoticed with."""
    if isinstance(value, dict):
        return set(value) | {word for item in value.values() for word in _words_of(item)}
    if isinstance(value, list):
        return {word for item in value for word in _words_of(item)}
    return {value} if isinstance(value, str) else set()


_WORDS = sorted({word for name in RECORDINGS for word in _words_of(recorded(name).payload)})
_CROWNS = {"OPEN", "MaxCapturesProcessed", "Open"}
_likely = st.recursive(
    some.scalars | st.sampled_from([word for word in _WORDS if word not in _CROWNS]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(_WORDS) | st.text(max_size=3), inner, max_size=6)
    ),
    max_leaves=25,
)
_names = st.sampled_from(["Setup", "Charge"])
_codes = st.just("200") | some.garbage


def _paths(value: object, path: str = "") -> list[str]:
    if not isinstance(value, dict):
        return []
    here = [f"{path}{key}" for key in value]
    return here + [found for key, item in value.items() for found in _paths(item, f"{path}{key}.")]


def _is_nine(value: object) -> bool:
    """The amount of the recorded payment, in any spelling: chance may hit upon it."""
    return isinstance(value, str) and value.strip("0.") == "9"


@given(_names | some.garbage, _codes, _codes, _likely)
def test_garbage_never_raises_and_proves_nothing(
    name: object, code: object, message: object, payload: object
) -> None:
    answer = Answer(name, code, message, payload)  # type: ignore[arg-type]

    event = read(answer)

    assert not isinstance(event, (*MONEY_MOVED, AgreementOpened))


@pytest.mark.parametrize("name", RECORDINGS)
@given(st.data())
def test_a_true_answer_with_garbage_in_one_place_never_raises(name: str, data: st.DataObject) -> None:
    answer = recorded(name)
    path = data.draw(st.sampled_from(_paths(answer.payload)))

    event = read(changed(answer, path, data.draw(_likely)))

    assert event.at == NOW


@pytest.mark.parametrize(
    "path",
    [
        "authorizationDetails",
        "authorizationDetails.authorizationStatus",
        "authorizationDetails.authorizationStatus.state",
        "authorizationDetails.authorizationStatus.reasonCode",
        "authorizationDetails.authorizationAmount",
        "authorizationDetails.authorizationAmount.amount",
        "authorizationDetails.authorizationAmount.currencyCode",
        "authorizationDetails.capturedAmount",
        "authorizationDetails.capturedAmount.amount",
        "authorizationDetails.capturedAmount.currencyCode",
    ],
)
@given(st.data())
def test_a_payment_with_garbage_in_its_proof_is_none(path: str, data: st.DataObject) -> None:
    garbled = data.draw(some.garbage.filter(lambda value: not _is_nine(value)))

    event = read(changed(recorded("charge_paid"), path, garbled))

    assert event == ChargeUnknown(NOW)


@given(some.garbage)
def test_a_payment_under_a_garbled_reference_is_never_ours(reference: object) -> None:
    answer = changed(recorded("charge_paid"), "authorizationDetails.authorizationReferenceId", reference)

    event = read(answer)

    assert isinstance(event, ChargeUnknown) or (
        isinstance(event, ChargeCompleted) and event.payment.reference == reference
    )


@pytest.mark.parametrize("member", ["billingAgreementStatus", "releaseEnvironment"])
@given(st.data())
def test_an_agreement_with_garbage_in_its_proof_is_not_opened(member: str, data: st.DataObject) -> None:
    garbled = data.draw(some.garbage)

    event = read(changed(recorded("setup_open"), f"billingAgreementDetails.{member}", garbled))

    assert not isinstance(event, AgreementOpened)


def test_a_payload_of_great_depth_or_size_is_read_calmly() -> None:
    deep: object = "Closed"
    for _ in range(100_000):
        deep = [deep]
    huge = "9" * 2_000_000

    for odd in (deep, huge, {"authorizationDetails": deep}, {"authorizationDetails": {"idList": [deep, huge]}}):
        assert read(Answer("Charge", "200", "OK", odd)) == ChargeUnknown(NOW)
        assert read(Answer("Charge", huge, huge, odd)) == ChargeUnknown(NOW)
