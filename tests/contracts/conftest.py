"""Every gateway that charges from the server, one after the other."""

import pytest

from tests.contracts.providers import Provider
from tests.contracts.server_payments import ROWS


@pytest.fixture(params=list(ROWS))
def provider(request: pytest.FixtureRequest) -> Provider:
    return ROWS[request.param]()
