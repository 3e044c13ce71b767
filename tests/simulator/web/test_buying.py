"""Buying on the page, in a real browser: newcomers, declines, missing consent, returning, late answers."""

from playwright.sync_api import expect

from tests.simulator.web.visitor import Visitor

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
    expect(visitor.page.get_by_role("button", name="Allow", exact=True)).to_have_count(0)
    expect(visitor.page.get_by_role("button", name="Deny", exact=True)).to_be_visible()
    visitor.say("open no nicks", "yes", "yes")

    visitor.charged("9.00 USD")


def test_a_returning_customer_needs_no_second_agreement(visitor: Visitor) -> None:
    visitor.buys()
    visitor.press("no")
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


def test_an_answer_that_comes_too_late_is_told_and_apologised_for(visitor: Visitor) -> None:
    visitor.say("!slow 9", "open no nicks")

    visitor.read("Alexa waits 8 seconds")
    visitor.read("Says: ")


def test_silence_is_asked_again_and_then_ends_the_session(visitor: Visitor) -> None:
    visitor.press("open no nicks")
    visitor.press("Stay silent")
    visitor.read("Alexa asks again")
    visitor.press("Stay silent")

    visitor.read("Ends the session: nobody said anything")
    expect(visitor.page.locator("#device-drawn.idle")).to_be_visible()
