"""The server's route at the terminal: its demonstration, its commands, and what they say when misused."""

import pytest

from simulator.__main__ import main

WHEN = ("--seed", "7", "--at", "2026-11-23T18:00")


@pytest.mark.parametrize("route", ["ppro", "amazon_pay_v2"])
def test_the_demo_tells_the_whole_story(route: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["demo", "--route", route, *WHEN])

    told = capsys.readouterr().out
    assert code == 0, told
    assert "doubles on this machine" in told.splitlines()[0]
    for shown in ("!link", "Your order is placed", "has renewed", "order.refunded", "taken", "returned", "UPS"):
        assert shown in told
    assert max(map(len, told.splitlines())) <= 100


def test_a_conversation_of_one_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        "!link",
        "open no nicks",
        "a starter kit",
        "!company declines",
        "yes",
        "> charged nothing",
        "> no order",
    ]
    more = ["ask no nicks to check out", "yes", "> charged 9.00 USD once", "!tick", "!mail", "!events"]

    code = main(["say", "--route", "ppro", *WHEN, *lines[:-1], "> no order placed", *more])

    told = capsys.readouterr()
    assert code == 0, told.err
    assert "Your No Nicks order is confirmed" in told.out
    assert "order.paid" in told.out


@pytest.mark.parametrize("locale", ["de-DE", "ja-JP"])
def test_an_account_is_of_the_region_that_the_device_is_in(
    locale: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["say", "--route", "amazon_pay_v2", "--locale", locale, *WHEN, "!link"])

    assert code == 0, capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("!company sleeps", "declines"),
        ("!wait 3 moons", "month"),
        ("!wait", "NUMBER UNIT"),
        ("!wait 1 day extra", "NUMBER UNIT"),
        ("!link sideways", "approve"),
        ("!link approve twice", "FIELD=VALUE"),
        ("!merchant", "!merchant WORDS"),
        ("!unlink now", "!unlink"),
    ],
)
def test_a_command_that_is_misused_says_what_it_takes(
    line: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["say", "--route", "ppro", line]) == 2
    assert said in capsys.readouterr().err


def test_what_only_the_servers_route_has_is_told_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["say", "!mail"]) == 1
    assert "no back office" in capsys.readouterr().err


def test_no_such_route(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["demo", "--route", "barter"])

    assert left.value.code == 2
    assert "ppro" in capsys.readouterr().err


@pytest.mark.parametrize("words", ["ship", "ship last", "dance"])
def test_a_merchant_is_told_what_the_command_would_tell(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["say", "--route", "ppro", f"!merchant {words}"]) == 1
    said = capsys.readouterr().err
    assert "python -m ops would not understand" in said or "no order is stored" in said
