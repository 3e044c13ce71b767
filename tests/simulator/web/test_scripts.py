"""Scripts on the page: tours, played a line at a time, saved, shared, and brought back."""

import pytest
from playwright.sync_api import expect

from simulator.web.visits import MOST_VISITS
from tests.simulator.web.visitor import Visitor


def test_a_script_is_downloaded_and_plays_again(visitor: Visitor) -> None:
    visitor.buys()
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("link", name="Download").click()
    script = download.value.path()
    visitor.press("Start anew")

    visitor.page.get_by_label("or a file").set_input_files(script)
    visitor.press("Play these lines")
    visitor.press("Play the rest")

    visitor.read("Your order is placed")
    visitor.charged("9.00 USD")


def test_a_script_is_shared_as_a_link(visitor: Visitor) -> None:
    visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.buys()
    visitor.page.get_by_role("button", name="Copy a link").click()
    visitor.read("Copied", within="#script-said")
    link = str(visitor.page.evaluate("navigator.clipboard.readText()"))

    visitor.arrive(link.removeprefix(visitor.endpoint))
    visitor.charged("nothing")
    visitor.press("Play it")
    visitor.read("Welcome to No Nicks")
    visitor.press("Play the rest")

    visitor.charged("9.00 USD")


def test_a_bad_script_is_told_line_by_line_and_kept(visitor: Visitor) -> None:
    visitor.page.get_by_label("Lines").fill("open no nicks\n!consent maybe\n!foo\n")

    visitor.press("Play these lines")

    visitor.read("line:2", within="#script .problem")
    visitor.read("line:3", within="#script .problem")
    expect(visitor.page.get_by_label("Lines")).to_have_value("open no nicks\n!consent maybe\n!foo\n")


def test_a_bad_link_is_told_where_the_visitor_looks(visitor: Visitor) -> None:
    visitor.arrive("/?script=!foo")

    expect(visitor.page.locator("#unplayable")).to_be_in_viewport()
    visitor.page.get_by_role("link", name="what is wrong with it").click()
    expect(visitor.page.locator("#script .problem")).to_be_in_viewport()


@pytest.mark.parametrize(
    "tour",
    [
        "A first purchase",
        "Declined, repaired, bought",
        "Permission is missing",
        "A returning customer",
        "The answer comes twice",
    ],
)
def test_every_tour_ends_as_it_promises(visitor: Visitor, tour: str) -> None:
    visitor.press(tour)
    visitor.press("Play the rest")

    visitor.read("The script has been played to its end", within="#next")
    expect(visitor.page.locator(".said .bad.check, .said .trouble, .said .hint")).to_have_count(0)
    visitor.read("as expected: order placed")


def test_a_conversation_is_brought_back_after_the_server_was_started_anew(visitor: Visitor) -> None:
    visitor.buys()
    # Another address under the same window is a server that has forgotten this one.
    address = visitor.page.url.removeprefix(visitor.endpoint)
    visitor.page.evaluate(f"sessionStorage.setItem('{address}-again', sessionStorage.getItem('{address}'))")

    visitor.arrive(f"{address}-again")
    visitor.read("This room was closed")
    visitor.press("Bring the conversation back")
    visitor.press("Play the rest")

    visitor.charged("9.00 USD")


def test_a_conversation_is_brought_back_when_its_room_made_way_for_others(visitor: Visitor) -> None:
    visitor.buys()
    for _ in range(MOST_VISITS):
        visitor.page.request.get(visitor.endpoint)

    visitor.press("Stay silent")
    visitor.read("This room was closed")
    visitor.press("Bring the conversation back")
    visitor.press("Play the rest")

    visitor.charged("9.00 USD")
    expect(visitor.page.locator("#lost")).to_have_count(0)
