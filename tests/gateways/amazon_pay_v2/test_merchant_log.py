"""What is logged helps the merchant, and names no customer."""

import logging
from contextlib import suppress

import pytest

from simulator.amazon_pay_v2.faults import STATUSES
from simulator.amazon_pay_v2.shapes import BUYER, HOMES
from tests.gateways.amazon_pay_v2.keys import private_pem
from tests.gateways.amazon_pay_v2.wire import House
from tests.gateways.amazon_pay_v2.wishes import a_charge, a_consent, changing
from voicetill.domain.errors import GatewayUnavailableError
from voicetill.domain.money import Currency, Money

WITHIN = 5.0


def everything(records: list[logging.LogRecord]) -> str:
    return " ".join(f"{record.getMessage()} {sorted(map(str, vars(record).items()))}" for record in records)


def test_no_record_holds_a_person_an_agreement_or_a_key(caplog: pytest.LogCaptureFixture) -> None:
    house = House()
    with caplog.at_level(logging.DEBUG):
        page = house.gateway.start_consent(
            a_consent(first=Money(5_00, Currency.USD), needs_address=True), within=WITHIN
        )
        house.service.approve(page.consent_id)
        house.service.troubles.replace(changing(chargePermissionId="other"), on="get charge")
        consent = house.gateway.read_consent(page.consent_id, within=WITHIN)
        for code, status in STATUSES.items():
            house.service.troubles.fail(status=status, code=code, on="create charge")
            try:
                house.gateway.charge(a_charge(house, agreement_id=consent.agreement_id), within=WITHIN)
            except GatewayUnavailableError:
                continue
        house.service.troubles.garble(b'{"reasonCode": "robin@example.com"}', status=400)
        house.gateway.charge(a_charge(house), within=WITHIN)

    told = everything(caplog.records)
    assert caplog.records
    secrets = (str(BUYER["name"]), "@example.com", HOMES["USD"][0], consent.agreement_id, page.consent_id)
    for secret in (*secrets, private_pem().splitlines()[1]):
        assert secret not in told


@pytest.mark.parametrize("code", ["InvalidParameterValue", "InvalidRequestSignature", "DuplicateIdempotencyKey"])
def test_what_the_merchant_can_mend_is_a_warning_with_its_cure(
    caplog: pytest.LogCaptureFixture, code: str
) -> None:
    house = House()
    house.service.troubles.fail(status=STATUSES[code], code=code)

    with suppress(GatewayUnavailableError):
        house.gateway.charge(a_charge(house), within=WITHIN)

    (record,) = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert getattr(record, "code", "") == code
    assert getattr(record, "request_id", "") == "req-1"
    assert getattr(record, "cure", "")


def test_a_customers_own_affair_is_no_warning(caplog: pytest.LogCaptureFixture) -> None:
    house = House()
    house.service.decline("SoftDeclined")

    house.gateway.charge(a_charge(house), within=WITHIN)

    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
