"""The page in a real browser: what visitors do there, and what they find."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.simulator.web.visitor import Visitor

Windows = Callable[..., Visitor]
HARD = "!pay declined-invalid-payment-method-hard"


def test_a_newcomer_buys_by_pressing_what_is_suggested(visitor: Visitor) -> None:
    visitor.press("open no nicks")
    visitor.press("a starter kit")
    visitor.press("yes")

    visitor.read("Thank you. Your order is placed")
    visitor.read("No Nicks order confirmation", within="#cards")
    visitor.charged("9.00 USD")
    visitor.read("9.00 USD charged for order", within="#ledger")
    visitor.read("Order new", within="#stored")


def test_a_newcomer_is_declined_repairs_and_buys_by_pressing_what_is_suggested(visitor: Visitor) -> None:
    visitor.press("open no nicks")
    visitor.press("a starter kit")
    visitor.press("Let the payment be declined")
    visitor.press("yes")
    visitor.read("nothing was charged")
    visitor.read("SUSPENDED", within="#sheet")
    visitor.press("Repair the payment method")
    visitor.press("open no nicks")
    visitor.press("yes")
    visitor.press("yes")

    visitor.read("Thank you. Your order is placed")
    visitor.read("OPEN", within="#sheet")
    visitor.charged("9.00 USD")


def test_the_sheet_repairs_the_wallet(visitor: Visitor) -> None:
    visitor.say(HARD, "open no nicks", "a starter kit", "yes")

    visitor.press("Repair", within="#sheet")

    visitor.read("in order", within="#sheet")
    visitor.read("the payment method is mended")


def test_the_sheet_changes_agreement_address_and_limit(visitor: Visitor) -> None:
    visitor.buys()
    visitor.page.get_by_text("Change agreement, address or limit").click()

    visitor.page.get_by_label("State of the agreement").select_option("CANCELED")
    visitor.page.locator("#agreement-set").click()
    visitor.wait()
    visitor.read("CANCELED", within="#sheet")
    visitor.page.get_by_label("Address, a part of it").fill("city=New York")
    visitor.page.locator("#address-set").click()
    visitor.wait()
    visitor.read("New York", within="#sheet")
    visitor.page.get_by_label("Monthly limit and currency").fill("20")
    visitor.page.locator("#limit-set").click()
    visitor.wait()
    visitor.read("11.00 USD left", within="#sheet")


def test_a_broken_wallet_declines(visitor: Visitor) -> None:
    visitor.press("Break", within="#sheet")
    visitor.say("open no nicks", "a starter kit", "yes")

    visitor.charged("nothing")
    visitor.read("declined", within="#sheet")


def test_a_missing_consent_is_given_on_the_card(visitor: Visitor) -> None:
    visitor.choose("Consent", "never asked")
    visitor.say("open no nicks", "a starter kit")
    visitor.read("payments:autopay_consent", within="#cards")
    visitor.press("Allow", within="#cards")
    expect(visitor.page.get_by_label("Consent", exact=True)).to_have_value("!consent granted")
    visitor.say("open no nicks", "yes", "yes")

    visitor.charged("9.00 USD")


def test_a_returning_customer_needs_no_second_agreement(visitor: Visitor) -> None:
    visitor.buys()
    visitor.press("+35 days")
    expect(visitor.page.locator("#clock")).to_contain_text("06 Apr 2026")
    visitor.buys()

    visitor.charged("18.00 USD")
    expect(visitor.page.locator("#sheet .badge.open", has_text="OPEN")).to_have_count(1)


def test_an_answer_that_comes_again_charges_nothing_more(visitor: Visitor) -> None:
    visitor.buys()

    visitor.press("Deliver the last answer again")

    expect(visitor.said().filter(has_text="Answers Charge")).to_have_count(2)
    visitor.charged("9.00 USD")
    expect(visitor.page.locator("#ledger li")).to_have_count(1)


def test_an_answer_that_is_kept_back_is_delivered_by_a_button(visitor: Visitor) -> None:
    visitor.say("open no nicks", "a starter kit")
    visitor.page.get_by_label("Amazon Pay will answer").select_option("!pay late")
    visitor.press("Order it")
    visitor.say("yes")
    visitor.read("1 answer is kept back", within="#sheet")

    visitor.press("Deliver the oldest")

    visitor.read("Your order is placed")


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
    visitor.read("order placed", within="#exchange .log")
    visitor.page.get_by_role("link", name="Earlier").click()
    visitor.read('"SetupAmazonPayRequest"', within="#exchange")
    visitor.page.locator("#exchange summary", has_text="Request").first.click()
    visitor.read('"BuyIntent"', within="#exchange")


def test_what_was_opened_stays_open(visitor: Visitor) -> None:
    visitor.buys()
    visitor.page.locator("#stored summary", has_text="Customer").click()

    visitor.press("Stay silent")

    expect(visitor.page.locator("#stored details[open] summary", has_text="Customer")).to_be_visible()


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


def test_an_answer_that_comes_too_late_is_told_and_apologised_for(visitor: Visitor) -> None:
    visitor.say("!slow 9", "open no nicks")

    visitor.read("Alexa waits 8 seconds")
    visitor.read("Says: ")


def test_answers_are_spoken_when_asked_for(window: Windows) -> None:
    visitor = window()
    visitor.page.add_init_script(
        "window.spoken = []; speechSynthesis.speak = (said) => spoken.push([said.text, said.lang]);"
    )
    visitor.arrive()
    visitor.say("open no nicks")
    visitor.press("Speak answers")
    visitor.say("a starter kit")

    spoken = visitor.page.evaluate("spoken")

    assert len(spoken) == 1
    assert "Your total is $9.00" in spoken[0][0]
    assert spoken[0][1] == "en-US"
    visitor.page.reload()
    expect(visitor.page.get_by_role("button", name="Speak answers", pressed=True)).to_be_visible()


def test_words_are_heard_where_the_browser_can(window: Windows) -> None:
    visitor = window()
    visitor.page.add_init_script(
        """
        window.webkitSpeechRecognition = window.SpeechRecognition = class extends EventTarget {
          start() {
            const heard = new Event("result");
            heard.results = [[{ transcript: "open no nicks" }]];
            this.dispatchEvent(new Event("start"));
            this.dispatchEvent(heard);
            this.dispatchEvent(new Event("end"));
          }
        };
        """
    )
    visitor.arrive()

    visitor.press("Listen")

    visitor.read("Welcome to No Nicks")


def test_a_double_click_says_it_once(visitor: Visitor) -> None:
    visitor.page.get_by_role("button", name="open no nicks").dblclick()
    visitor.wait()

    visitor.read("Welcome to No Nicks")
    expect(visitor.page.locator(".said .customer")).to_have_count(1)


def test_silence_is_asked_again_and_then_ends_the_session(visitor: Visitor) -> None:
    visitor.press("open no nicks")
    visitor.press("Stay silent")
    visitor.read("Alexa asks again")
    visitor.press("Stay silent")

    visitor.read("Ends the session: nobody said anything")
    expect(visitor.page.locator("#device-drawn.idle")).to_be_visible()
