"""The tree of errors: one root, fields for the program, and a drawing that is true."""

import re

import pytest

from voicetill.domain import errors
from voicetill.domain.errors import (
    CurrencyMismatchError,
    FaultyDataError,
    GatewayUnavailableError,
    IllegalStep,
    NotPossibleError,
    PayloadRefusedError,
    VoicetillError,
)


def test_the_drawing_names_every_error() -> None:
    drawn = set(re.findall(r"^[├└]── (\w+)", errors.__doc__ or "", re.MULTILINE))

    defined = {
        name for name, it in vars(errors).items() if isinstance(it, type) and issubclass(it, VoicetillError)
    }

    assert drawn == defined - {"VoicetillError"}


@pytest.mark.parametrize("kind", [FaultyDataError, PayloadRefusedError])
def test_an_error_of_many_faults_tells_them_all(kind: type[FaultyDataError | PayloadRefusedError]) -> None:
    error = kind(["price: negative", "title: missing"])

    assert error.faults == ("price: negative", "title: missing")
    assert all(fault in str(error) for fault in error.faults)


def test_an_error_carries_fields() -> None:
    assert IllegalStep("PAID", "BuyRequested").event == "BuyRequested"
    assert CurrencyMismatchError("USD", "JPY").right == "JPY"


def test_an_error_says_in_a_log_what_its_fields_are() -> None:
    mismatch = CurrencyMismatchError("USD", "JPY")

    assert (mismatch.left, mismatch.args) == ("USD", ("USD", "JPY"))
    for kind in (GatewayUnavailableError, NotPossibleError):
        assert (kind("no answer").why, str(kind("no answer"))) == ("no answer", "no answer")
    assert str(FaultyDataError(["one", "two"])) == "one\ntwo"
    assert str(PayloadRefusedError(["one", "two"])) == "one; two"
