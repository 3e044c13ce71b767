import pytest

from tests.builders import a_customer, a_returning_customer, an_agreement
from voicetill.domain.agreements import AgreementStatus


def test_a_new_customer_has_nothing_yet() -> None:
    customer = a_customer()

    assert customer.open_agreement is None
    assert customer.cart.is_empty
    assert customer.version == 0


@pytest.mark.parametrize("status", AgreementStatus)
def test_only_an_open_agreement_of_a_customer_may_be_charged(status: AgreementStatus) -> None:
    agreement = an_agreement(status)

    found = a_returning_customer(agreement=agreement).open_agreement

    assert found == (agreement if status is AgreementStatus.OPEN else None)
