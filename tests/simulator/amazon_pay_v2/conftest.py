"""The desk."""

import pytest

from tests.simulator.amazon_pay_v2.desk import Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()
