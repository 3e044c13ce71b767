"""The page in a real browser: what visitors find there, and how it keeps together."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.simulator.web.visitor import Visitor

Windows = Callable[..., Visitor]


def test_a_reload_shows_the_same_conversation(visitor: Visitor) -> None:
    visitor.buys()
    before = visitor.said().all_inner_texts()

    visitor.page.reload()

    assert visitor.said().all_inner_texts() == before
    visitor.charged("9.00 USD")


def test_two_windows_are_two_rooms(window: Windows) -> None:
    one, other = window(), window()
    one.arrive()
    other.arrive()

    one.buys()

    other.page.reload()
    other.charged("nothing")


def test_starting_anew_forgets_everything(visitor: Visitor) -> None:
    visitor.buys()

    visitor.press("Start anew")

    visitor.charged("nothing")
    visitor.read("Say something to the skill")
    visitor.read("Nothing is stored", within="#stored")


def test_customers_and_devices_live_side_by_side(visitor: Visitor) -> None:
    visitor.say("open no nicks")
    visitor.choose("Device", "a show")
    expect(visitor.page.locator("#device-drawn")).to_contain_text("not listening")
    visitor.read("shows nothing here yet", within="#device-drawn")
    visitor.choose("Device", "kitchen")
    expect(visitor.page.locator("#device-drawn.listening")).to_be_visible()

    visitor.choose("Customer", "somebody new")

    visitor.read("customer-2", within="#cards h3")
    expect(visitor.page.locator("#device-drawn.idle")).to_be_visible()


def test_words_that_nobody_hears_are_explained(visitor: Visitor) -> None:
    visitor.say("a starter kit")

    visitor.read("no session is open")


def test_a_line_that_means_nothing_is_kept_for_mending(visitor: Visitor) -> None:
    visitor.say("!consent maybe")

    visitor.read("granted|denied")
    expect(visitor.page.get_by_label("Say something")).to_have_value("!consent maybe")


def test_developers_see_the_directive_the_calls_and_the_log(visitor: Visitor) -> None:
    visitor.buys()

    visitor.read('"ChargeAmazonPayRequest"', within="#exchange")
    visitor.page.locator("#exchange summary", has_text="DynamoDB").first.click()
    visitor.read("Query", within="#exchange")
    expect(visitor.page.locator("#exchange .log", has_text="order placed")).to_have_count(1)
    visitor.page.get_by_role("link", name="Earlier").click()
    visitor.read('"SetupAmazonPayRequest"', within="#exchange")
    visitor.page.locator("#exchange summary", has_text="Request").first.click()
    visitor.read('"BuyIntent"', within="#exchange")


def test_what_was_opened_stays_open(visitor: Visitor) -> None:
    visitor.buys()
    visitor.page.locator("#stored summary", has_text="Customer").click()

    visitor.press("Stay silent")

    expect(visitor.page.locator("#stored details[open] summary", has_text="Customer")).to_be_visible()


def test_the_page_works_without_scripts(window: Windows) -> None:
    visitor = window(scripts=False)
    visitor.page.goto(visitor.endpoint)

    for name in ("open no nicks", "a starter kit", "yes"):
        visitor.page.get_by_role("button", name=name, exact=True).click()

    visitor.charged("9.00 USD")


def test_a_server_that_is_gone_is_reported(visitor: Visitor) -> None:
    visitor.page.route("**/tell", lambda route: route.abort())

    visitor.say("open no nicks")

    visitor.read("does not answer")
    expect(visitor.page.get_by_label("Say something")).to_have_value("open no nicks")


def test_a_double_click_says_it_once(visitor: Visitor) -> None:
    visitor.page.get_by_role("button", name="open no nicks").dblclick()
    visitor.wait()

    visitor.read("Welcome to No Nicks")
    expect(visitor.page.locator(".said .customer")).to_have_count(1)


def test_the_second_click_of_a_double_click_presses_nothing_else(visitor: Visitor) -> None:
    """Each answer puts another suggestion where the last one was: here the yes that would pay."""
    visitor.press("open no nicks")
    place = visitor.page.get_by_role("button", name="a starter kit").bounding_box()
    assert place is not None
    visitor.page.mouse.click(place["x"] + 8, place["y"] + 8)
    visitor.wait()
    expect(visitor.page.get_by_role("button", name="yes", exact=True)).to_be_visible()

    visitor.page.mouse.down(click_count=2)
    visitor.page.mouse.up(click_count=2)
    visitor.wait()

    expect(visitor.page.locator(".said .customer")).to_have_count(2)
    visitor.charged("nothing")


def test_the_same_button_may_be_clicked_fast(visitor: Visitor) -> None:
    place = visitor.page.get_by_role("button", name="+1 h").bounding_box()
    assert place is not None
    for count in (1, 2, 3):
        visitor.page.mouse.move(place["x"] + 8, place["y"] + 8)
        visitor.page.mouse.down(click_count=count)
        visitor.page.mouse.up(click_count=count)
        visitor.wait()

    expect(visitor.page.locator("#clock")).to_contain_text("12:30")


def test_a_key_that_is_held_down_presses_once(visitor: Visitor) -> None:
    visitor.page.get_by_role("button", name="open no nicks").focus()
    visitor.page.keyboard.down("Enter")
    visitor.wait()
    expect(visitor.page.get_by_role("button", name="a starter kit")).to_be_focused()
    visitor.page.keyboard.down("Enter")
    visitor.page.keyboard.up("Enter")
    visitor.wait()

    expect(visitor.page.locator(".said .customer")).to_have_count(1)
