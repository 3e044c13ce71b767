"""The desk over books in memory and a pretend payment company."""

import pytest

from tests.office.desks import PretendDesk


@pytest.fixture
def desk() -> PretendDesk:
    return PretendDesk()
