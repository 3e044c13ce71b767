"""Answers and directives are told in the same few words everywhere, however spoiled they are."""

from typing import Any

import pytest

from simulator.stage.readings import money_in, verdict_in


@pytest.mark.parametrize(
    ("payload", "told"),
    [
        ({"billingAgreementDetails": {"billingAgreementStatus": "OPEN"}}, "OPEN"),
        ({"authorizationDetails": {"authorizationStatus": {"state": "Pending"}}}, "Pending"),
        (
            {
                "authorizationDetails": {
                    "authorizationStatus": {"state": "Declined", "reasonCode": "AmazonRejected"}
                }
            },
            "Declined (AmazonRejected)",
        ),
        ({"authorizationDetails": {"state": "Open"}}, ""),
        ({"authorizationDetails": "Open"}, ""),
        (None, ""),
    ],
)
def test_a_verdict_is_told_where_it_stands_in_its_place(payload: Any, told: str) -> None:
    assert verdict_in({"payload": payload}) == told


@pytest.mark.parametrize(
    ("attributes", "told"),
    [
        ({"authorizationAmount": {"amount": "9.00", "currencyCode": "USD"}}, "9.00 USD"),
        ({"authorizationAmount": "9.00"}, ""),
        ("nine dollars", ""),
        ([], ""),
    ],
)
def test_money_is_told_where_it_stands_in_its_place(attributes: Any, told: str) -> None:
    assert money_in({"payload": {"authorizeAttributes": attributes}}) == told
