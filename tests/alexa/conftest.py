"""A shop with nobody in it yet, and its first customer."""

import pytest

from tests.alexa.tills import Customer, Till, a_till


@pytest.fixture
def till() -> Till:
    return a_till()


@pytest.fixture
def customer(till: Till) -> Customer:
    return Customer(till)
