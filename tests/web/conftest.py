"""A house, a browser and Alexa for each test."""

import pytest

from tests.web.house import Alexa, Browser, House


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def browser(house: House) -> Browser:
    return Browser(house)


@pytest.fixture
def alexa(house: House) -> Alexa:
    return Alexa(house)
