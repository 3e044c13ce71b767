"""Codes and tokens of one link: each good once, in its time, for whom it was made; a theft ends it all."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oauthlib.oauth2 import WebApplicationClient

from tests.builders import NOW
from voicetill.domain.grants import (
    ACCESS_LIFE,
    CODE_LIFE,
    Grant,
    Tokens,
    Turn,
    begin,
    digest,
    exchange,
    link_named,
    refresh,
    revoke,
    token_of,
    withdraw,
)
from voicetill.domain.oauth import Ask

LINK_ID = "q1w2e3r4t5y6u7i8o9p0a1s2d3"
URI = "https://client.example/done"
VERIFIER = "verifier-" * 5
ASK = Ask(URI, "state", WebApplicationClient("alexa").create_code_challenge(VERIFIER, "S256"))
CODE = token_of(LINK_ID, "c" * 43)
NONE = timedelta(0)


def tokens(number: int) -> Tokens:
    return Tokens(token_of(LINK_ID, f"a{number:042d}"), token_of(LINK_ID, f"r{number:042d}"))


def begun() -> Grant:
    return begin(LINK_ID, ASK, code=CODE, at=NOW)


def fetched(grant: Grant, **changes: object) -> Turn:
    told: dict[str, object] = {"redirect_uri": URI, "verifier": VERIFIER, "new": tokens(0), "at": NOW}
    code = str(changes.pop("code", CODE))
    return exchange(grant, code, **{**told, **changes})  # type: ignore[arg-type]


def exchanged() -> Grant:
    return fetched(begun()).grant


def test_a_code_becomes_tokens_that_are_good_for_an_hour() -> None:
    turn = fetched(begun())

    assert turn.granted
    assert turn.grant.admits(tokens(0).access, at=NOW + ACCESS_LIFE - timedelta(seconds=1))
    assert not turn.grant.admits(tokens(0).access, at=NOW + ACCESS_LIFE)
    assert not turn.grant.admits(tokens(0).refresh, at=NOW)
    assert turn.grant.forget_at is None


@pytest.mark.parametrize(
    "changes",
    [
        {"code": token_of(LINK_ID, "d" * 43)},
        {"code": ""},
        {"redirect_uri": "https://other.example"},
        {"redirect_uri": ""},
        {"verifier": ""},
        {"verifier": VERIFIER + "x"},
        {"verifier": ASK.challenge},
        {"at": NOW + CODE_LIFE},
    ],
)
def test_a_code_is_good_only_with_all_that_it_was_made_for(changes: dict[str, object]) -> None:
    grant = begun()

    turn = fetched(grant, **changes)

    assert turn == Turn(grant, granted=False)
    assert grant.forget_at is not None


def test_a_code_that_comes_again_ends_all_that_came_of_it() -> None:
    again = fetched(exchanged(), new=tokens(1))

    assert not again.granted
    assert again.grant.revoked_at == NOW
    assert not again.grant.admits(tokens(0).access, at=NOW)
    assert not refresh(again.grant, tokens(0).refresh, new=tokens(2), at=NOW, leeway=NONE).granted


def test_a_refresh_token_is_exchanged_for_the_next() -> None:
    grant = exchanged()

    for number in range(1, 9):
        grant = (turn := renewed(grant, tokens(number - 1).refresh, number)).grant
        assert turn.granted
        assert grant.admits(tokens(number).access, at=NOW)
        assert grant.admits(tokens(number - 1).access, at=NOW), "a voice turn may be under way with it"
    assert len(grant.access) == 3


def renewed(grant: Grant, token: str, number: int, *, later: timedelta = NONE, leeway: timedelta = NONE) -> Turn:
    return refresh(grant, token, new=tokens(number), at=NOW + later, leeway=leeway)


@pytest.mark.parametrize("old", [0, 1])
def test_an_old_refresh_token_ends_it_all(old: int) -> None:
    grant = renewed(renewed(exchanged(), tokens(0).refresh, 1).grant, tokens(1).refresh, 2).grant

    turn = renewed(grant, tokens(old).refresh, 3)

    assert not turn.granted
    assert turn.grant.revoked_at == NOW
    assert not renewed(turn.grant, tokens(2).refresh, 4).granted
    assert not turn.grant.admits(tokens(2).access, at=NOW)


def test_a_repeat_within_the_leeway_is_taken_for_a_lost_answer() -> None:
    grant = renewed(exchanged(), tokens(0).refresh, 1).grant
    leeway = timedelta(seconds=30)

    repeated = renewed(grant, tokens(0).refresh, 2, later=leeway / 2, leeway=leeway)
    late = renewed(grant, tokens(0).refresh, 2, later=leeway, leeway=leeway)

    assert repeated.granted
    assert renewed(repeated.grant, tokens(2).refresh, 3, leeway=leeway).granted
    assert late.grant.revoked_at is not None
    stolen = renewed(repeated.grant, tokens(1).refresh, 3, later=leeway / 2, leeway=leeway)
    assert stolen.grant.revoked_at is not None, "of two who got tokens one is a thief"


def test_other_tokens_of_the_same_link_are_refused_without_harm() -> None:
    grant = exchanged()

    for token in (tokens(0).access, CODE):
        assert renewed(grant, token, 1) == Turn(grant, granted=False)
    assert not renewed(begun(), tokens(0).refresh, 1).granted
    assert not renewed(begun(), "", 1).granted


def test_what_is_taken_back_is_over() -> None:
    grant = renewed(exchanged(), tokens(0).refresh, 1).grant

    without_access = withdraw(grant, tokens(1).access, at=NOW)
    without_all = withdraw(grant, tokens(1).refresh, at=NOW)

    assert not without_access.admits(tokens(1).access, at=NOW)
    assert renewed(without_access, tokens(1).refresh, 2).granted
    assert not without_all.admits(tokens(1).access, at=NOW)
    assert not renewed(without_all, tokens(1).refresh, 2).granted
    assert withdraw(grant, token_of(LINK_ID, "x" * 43), at=NOW) == grant
    assert revoke(without_all, at=NOW + timedelta(days=1)) == without_all
    assert without_all.forget_at is not None


@given(st.lists(st.tuples(st.sampled_from(["code", "refresh", "back"]), st.integers(0, 5)), max_size=12))
def test_after_a_theft_nothing_is_ever_good_again(steps: list[tuple[str, int]]) -> None:
    """Whoever comes with whatever, in any order: a grant that was revoked stays so, and admits nothing."""
    grant, number = begun(), 10
    for what, which in steps:
        was_over = grant.revoked_at is not None
        number += 1
        match what:
            case "code":
                turn = fetched(grant, new=tokens(number))
            case "refresh":
                turn = renewed(grant, tokens(number - which).refresh, number)
            case _:
                turn = Turn(withdraw(grant, tokens(number - which).refresh, at=NOW), granted=False)
        grant = turn.grant
        assert not (was_over and turn.granted)
        assert not (grant.revoked_at and any(grant.admits(tokens(it).access, at=NOW) for it in range(number + 1)))


@pytest.mark.parametrize("token", ["", LINK_ID, f"{LINK_ID}.", f"{LINK_ID}.{'a' * 44}", f"{LINK_ID.upper()}.x"])
def test_what_is_no_token_of_ours_names_no_link(token: str) -> None:
    assert link_named(token) == ""
    assert link_named(CODE) == LINK_ID
    assert not replace(begun()).admits(token, at=NOW)


# All of it, word for word.


def test_a_grant_begins_with_what_it_was_asked_with_and_no_token() -> None:
    assert begun() == Grant(LINK_ID, digest(CODE), NOW + CODE_LIFE, URI, ASK.challenge)
    assert CODE not in repr(begun())


def test_a_code_lives_five_minutes_and_a_token_an_hour() -> None:
    assert begun().code_until == NOW + timedelta(minutes=5)
    assert [each.until for each in exchanged().access] == [NOW + timedelta(hours=1)]


def test_a_code_that_nobody_fetched_and_a_grant_that_was_revoked_are_kept_for_a_day() -> None:
    later = NOW + timedelta(hours=3)

    assert begun().forget_at == NOW + CODE_LIFE + timedelta(days=1)
    assert revoke(exchanged(), at=later).forget_at == later + timedelta(days=1)


def test_of_a_revoked_grant_nothing_is_kept_that_could_be_compared() -> None:
    rotated = refresh(exchanged(), tokens(0).refresh, new=tokens(1), at=NOW, leeway=NONE).grant

    gone = revoke(rotated, at=NOW)

    assert gone == replace(rotated, access=(), refresh="", previous="", revoked_at=NOW)


@pytest.mark.parametrize("grant", [begun(), revoke(exchanged(), at=NOW), revoke(begun(), at=NOW)])
def test_what_was_not_exchanged_or_was_revoked_refreshes_nothing_and_stays_as_it_is(grant: Grant) -> None:
    turn = refresh(grant, tokens(0).refresh, new=tokens(1), at=NOW, leeway=timedelta(hours=1))

    assert turn == Turn(grant, granted=False)


def test_every_refusal_is_a_no() -> None:
    grant = exchanged()

    again = fetched(grant)
    wrong = refresh(grant, tokens(0).access, new=tokens(1), at=NOW, leeway=NONE)
    stolen = refresh(grant, tokens(7).refresh, new=tokens(1), at=NOW, leeway=NONE)

    assert again == Turn(revoke(grant, at=NOW), granted=False)
    assert wrong == Turn(grant, granted=False)
    assert stolen == Turn(revoke(grant, at=NOW), granted=False)


def test_a_token_counts_no_more_from_the_second_on_at_which_it_ends() -> None:
    rotated = refresh(exchanged(), tokens(0).refresh, new=tokens(1), at=NOW + ACCESS_LIFE, leeway=NONE).grant

    assert [each.digest for each in rotated.access] == [digest(tokens(1).access)]


def test_a_token_that_is_no_text_that_can_be_sent_is_just_another_one() -> None:
    assert not exchanged().admits("\ud800", at=NOW)
    assert len(digest("\ud800")) == 64
