"""Whatever one browser ever sent to our pages, sent by another one: it goes on with nothing of the first one's.

Every request of linking, of a consent by card and of a payment is sent again, right after it was sent, without its
cookies and with those of somebody else who is at our pages, too. The address of each is known to the thief, and so
is what was written: only the browser's secrets are not.
"""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.builders import CUSTOMER_ID
from tests.security.warnings import warned
from tests.web.house import ADDRESS, BASE, Alexa, Browser, House, Response, asked
from tests.web.test_paying import link_of

WRITTEN = {"name": "Robin Example", "email": "robin@buyer.example", "voice_code": "4821", **ADDRESS}


@dataclass
class Thief:
    """Hears every request of the first browser, and sends each again."""

    house: House
    own: Browser
    heard: list[Any] = field(default_factory=list)

    def listens(self) -> Callable[[Any, Any], Any]:
        door = self.house.door

        def heard(event: Any, context: Any) -> Any:
            self.heard.append(copy.deepcopy(event))
            return door(event, context)

        return heard

    def sends(self, door: Callable[[Any, Any], Any], event: Any, *, cookies: list[str]) -> Response:
        return asked(door, {**copy.deepcopy(event), "cookies": cookies})


def _records(house: House) -> dict[str, Any]:
    kept = house.desk.kept
    drawer = house.ledger.drawer(CUSTOMER_ID)
    return copy.deepcopy(
        {
            "links": kept.links,
            "grants": kept.grants,
            "visits": kept.visits,
            "invitations": kept.invitations,
            "customer": (drawer.customer, drawer.current, tuple(drawer.orders)),
        }
    )


def _is_untouched(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether all that was there is there as it was; what is new belongs to whoever made it."""
    kinds = ("links", "grants", "visits", "invitations")
    same = all(after[kind][name] == record for kind in kinds for name, record in before[kind].items())
    return same and after["customer"] == before["customer"]


def _steals(house: House, thief: Thief, door: Callable[[Any, Any], Any]) -> list[Response]:
    """Send what was heard since, once without cookies and once with the thief's own."""
    theirs = [f"{name}={value}" for name, value in thief.own.cookies.items()]
    events, thief.heard = thief.heard, []
    return [thief.sends(door, event, cookies=cookies) for event in events for cookies in ([], theirs)]


@pytest.fixture
def house() -> House:
    return House()


def _visits(house: House, alexa: Alexa) -> Browser:
    """Somebody else's browser, in the middle of a visit of their own."""
    other = Browser(house)
    other.submits(other.get(alexa.address()), "pay", name="Somebody Else")
    return other


def _back(house: House, path: str) -> str:
    """The way back of the visit that was begun last."""
    return f"{BASE}{path}{list(house.desk.kept.visits)[-1][:32]}"


def _linking(house: House, alexa: Alexa, browser: Browser, code: str) -> Iterator[Response]:
    page = browser.get(alexa.address())
    yield page
    yield browser.submits(page, "pay", **WRITTEN)
    yield browser.get(_back(house, "/consent/return/"))


def _consenting(house: House, alexa: Alexa, browser: Browser, code: str) -> Iterator[Response]:
    page = browser.get(f"{BASE}/consent/{code}")
    yield page
    yield browser.submits(page, "pay", **WRITTEN)
    yield browser.get(_back(house, "/consent/return/"))


def _paying(house: House, alexa: Alexa, browser: Browser, code: str) -> Iterator[Response]:
    page = browser.get(f"{BASE}/consent/{code}")
    yield page
    yield browser.submits(page, "once", **WRITTEN)
    offer = browser.get(f"{BASE}/pay")
    yield offer
    yield browser.submits(offer, "pay")
    yield browser.get(_back(house, "/pay/return/"))


Way = Callable[[House, Alexa, Browser, str], Iterator[Response]]


@pytest.mark.parametrize("way", [_linking, _consenting, _paying])
def test_another_browser_goes_on_with_nothing(house: House, caplog: pytest.LogCaptureFixture, way: Way) -> None:
    alexa, browser = Alexa(house), Browser(house)
    code = house.invite(link_of(house, alexa).id)
    thief = Thief(house, _visits(house, alexa))
    door, house.door = house.door, thief.listens()
    for answer in way(house, alexa, browser, code):
        assert answer.status in (200, 303), answer
        before, calls = _records(house), len(house.payments.calls)
        caplog.clear()

        stolen = _steals(house, thief, door)

        assert stolen
        assert _is_untouched(before, _records(house))
        assert all("code=" not in each.location for each in stolen)
        assert [each.status for each in stolen if each.status not in (200, 403, 404, 410)] == []
        assert [each for each in stolen for word in ("Robin", "1 Main Street", "$9.00") if word in each.body] == []
        assert len(house.payments.calls) == calls
        assert warned(caplog) == ["refused"] * sum(each.status != 200 for each in stolen)
