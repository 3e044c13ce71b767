"""The door of the clock that settles: counts out, one by name, and no look that could be cut off."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from simulator.cloud.double import Cloud
from simulator.cloud.shop import SELLER_ID
from tests.services.live_till import PROVIDER, LiveTill
from tests.wiring.test_live_settings import SETTLING
from voicetill.services.outcomes import StillProcessing
from voicetill.services.providers import Providers
from voicetill.settings.settling import SettlingSettings, read_settling
from voicetill.wiring.settling import Handler, Records, open_settling
from voicetill.wiring.starting import CannotStartError

NOTHING = {"open_attempts": 0, "open_doubts": 0, "oldest_seconds": 0}
"""Nothing is open."""


class Context:
    """Lambda's own, with so many milliseconds left."""

    def __init__(self, left: int) -> None:
        self._left = left

    def get_remaining_time_in_millis(self) -> int:
        return self._left


@pytest.fixture
def till() -> LiveTill:
    """A till with a charge that is not decided yet, and due for a look."""
    till = LiveTill()
    told = till.told()
    till.company.leave_pending_next()
    assert till.yes_to(told) == StillProcessing()
    till.company.decide(next(iter(till.company.charges)), paid=True)
    till.clock.pass_by(timedelta(minutes=2))
    return till


def _door(till: LiveTill, settings: SettlingSettings | None = None) -> Handler:
    return open_settling(
        settings or read_settling(SETTLING),
        records=Records(till.ledger, till.ledger.journal, till.links),
        providers=Providers({PROVIDER: lambda: till.company}),
        clock=till.clock,
    )


def test_the_clock_settles_what_is_due_and_hears_how_many(till: LiveTill) -> None:
    door = _door(till)

    assert door({}, None) == {"settled": 1, **NOTHING}
    assert door({}, Context(60_000)) == NOTHING
    assert till.current.is_placed


def test_one_is_settled_by_its_name(till: LiveTill) -> None:
    door = _door(till)

    assert door({"reference": till.attempts[0].reference}, None) == {"settled": "settled"}
    assert door({"reference": "nobody"}, None) == {"settled": "not_known"}


@pytest.mark.parametrize("event", [{"reference": 5}, {"reference": ""}, {"source": "aws.events"}])
def test_any_other_event_is_the_clock_s(till: LiveTill, event: dict[str, object]) -> None:
    assert _door(till)(event, None) == {"settled": 1, **NOTHING}


def test_no_look_is_begun_that_could_be_cut_off(till: LiveTill) -> None:
    assert _door(till)({}, Context(20_000)) == {"open_attempts": 1, "open_doubts": 0, "oldest_seconds": 120}
    assert not till.current.is_placed


def test_the_door_does_not_start_on_faulty_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TABLE_NAME", raising=False)

    with pytest.raises(CannotStartError, match="TABLE_NAME"):
        open_settling()


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with Cloud(inside=True) as cloud:
        yield cloud


def test_the_door_opens_on_a_real_table(cloud: Cloud) -> None:
    (table,) = cloud.deploy().tables.values()
    settings = read_settling({**SETTLING, "TABLE_NAME": table, "SELLER_ID": SELLER_ID})

    door = open_settling(settings, dynamodb=cloud.client(), secrets=lambda name: lambda *, fresh=False: "key")

    assert door({}, None) == NOTHING
