"""Late news of a customer is compared by when it happened, never by when it came."""

from datetime import timedelta
from itertools import permutations

import pytest

from tests.builders import NOW
from voicetill.domain.presence import HERE, Presence, later

SOON, LATE = NOW + timedelta(hours=1), NOW + timedelta(hours=2)


@pytest.mark.parametrize(
    ("news", "kept"),
    [
        (Presence.came, {"came_at": LATE}),
        (Presence.allowed, {"came_at": LATE, "allowed_at": LATE}),
        (Presence.left, {"left_at": LATE}),
        (Presence.denied, {"denied_at": LATE}),
        (Presence.noticed, {"notices_at": LATE}),
    ],
)
def test_the_newest_moment_counts_in_whatever_order_the_news_come(news: type, kept: dict[str, object]) -> None:
    for order in permutations((NOW, SOON, LATE)):
        known = Presence()
        for at in order:
            known = news(known, at)

        assert known == Presence(**kept)  # type: ignore[arg-type]


@pytest.mark.parametrize("gone", [Presence(left_at=SOON), Presence(denied_at=SOON), Presence(NOW, NOW, NOW, SOON)])
def test_what_began_before_they_went_or_at_that_moment_is_of_before(gone: Presence) -> None:
    assert gone.had_gone(NOW)
    assert gone.had_gone(SOON)
    assert not gone.had_gone(LATE)


def test_whoever_never_went_is_here() -> None:
    assert Presence() == HERE
    assert not HERE.had_gone(NOW)
    assert not Presence(came_at=LATE, allowed_at=LATE, notices_at=LATE).had_gone(NOW)


def test_the_later_of_two_moments_is_the_one_that_is_known() -> None:
    assert later(None, None) is None
    assert later(NOW, None) == later(None, NOW) == NOW
    assert later(NOW, SOON) == later(SOON, NOW) == SOON
