"""One server and one browser for a module; each test has a window of its own that may not reach anybody else."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from random import Random
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, sync_playwright

from simulator.cloud.double import Cloud
from simulator.stage.clock import Clock
from simulator.web.application import create_app
from simulator.web.serving import serving
from simulator.web.visits import Visits
from tests import tools
from tests.simulator.web.visitor import Visitor

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

Windows = Callable[..., Visitor]


@pytest.fixture
def visits(cloud: Cloud) -> Visits:
    """Few rooms, which no server has opened yet."""
    return Visits(cloud, most=3)


@pytest.fixture
def client(visits: Visits) -> FlaskClient:
    """Asks without a browser."""
    return create_app(visits).test_client()


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """Where the page is served."""
    with serving(clock=lambda: Clock(NOW), random=lambda: Random(7)) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium without a window."""
    path = tools.chromium()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def window(endpoint: str, browser: Browser) -> Iterator[Windows]:
    """Opens windows with options of their own; afterwards nothing has left the machine and no script failed."""
    asked: list[str] = []
    failed: list[str] = []
    contexts = []

    def opened(*, scripts: bool = True, **options: Any) -> Visitor:
        context = browser.new_context(java_script_enabled=scripts, reduced_motion="reduce", **options)
        contexts.append(context)
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: failed.append(str(error)))
        return Visitor(page, endpoint)

    yield opened
    for context in contexts:
        context.close()
    assert {urlsplit(url).hostname for url in asked} == {"127.0.0.1"}
    assert failed == []


@pytest.fixture
def visitor(window: Windows) -> Visitor:
    """Somebody who has just opened the page on a wide screen."""
    newcomer = window(viewport={"width": 1440, "height": 900})
    newcomer.arrive()
    return newcomer
