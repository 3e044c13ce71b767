"""From Alexa's request over our page to tokens that lead to the link: with a payment and without."""

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.builders import NOW
from tests.web.house import ADDRESS, BASE, REDIRECT, STATE, Alexa, Browser, House, Response
from voicetill.domain.links import Link
from voicetill.domain.voice_codes import fits


def link_of(house: House, token: str) -> Link:
    found = house.desk.by_access_token(token, at=house.clock())
    assert found is not None
    return found


def test_linked_without_payment_and_used(house: House, browser: Browser, alexa: Alexa) -> None:
    page = browser.get(alexa.address())
    sent = browser.submits(page, "skip")

    assert (page.status, sent.status) == (200, 303)
    assert sent.query["state"] == STATE
    tokens = alexa.tokens(sent)
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 3600)
    link = link_of(house, tokens["access_token"])
    assert (link.locale, link.name, link.address, link.agreement) == ("en-US", "", None, None)
    assert house.payments.calls == []


def test_linked_with_a_payment_that_was_agreed_at_the_company(
    house: House, browser: Browser, alexa: Alexa
) -> None:
    written = {"name": "Robin Example", "email": "robin@buyer.example", "voice_code": "4821", **ADDRESS}
    on = browser.submits(browser.get(alexa.address()), "pay", **written)
    assert on.location.startswith("https://pay.example/")

    house.payments.approve(house.page())
    back = browser.get(f"{BASE}/consent/return/{name_of_visit(house)}")

    link = link_of(house, alexa.tokens(back)["access_token"])
    assert (link.name, link.email) == ("Robin Example", "robin@buyer.example")
    assert link.address is not None
    assert (link.address.lines, link.address.postal_code) == (("1 Main Street",), "95014")
    assert fits(link.voice_code, "4821")
    assert link.open_agreement is not None
    assert link.open_agreement.provider == house.payments.name
    assert link.open_agreement.id in house.payments.agreements
    assert link.open_agreement.delivers(now=NOW)


def name_of_visit(house: House) -> str:
    return list(house.desk.kept.visits)[-1][:32]


@pytest.mark.parametrize("happened", ["nothing yet", "refused", "company down"])
def test_no_consent_leads_to_a_page_that_says_so_and_helps(
    house: House, browser: Browser, alexa: Alexa, happened: str
) -> None:
    browser.submits(browser.get(alexa.address()), "pay", name="Robin Example")
    if happened == "refused":
        house.payments.refuse(house.page())
    if happened == "company down":
        house.payments.refuse_connection()

    page = browser.get(f"{BASE}/consent/return/{name_of_visit(house)}")

    words = {"nothing yet": "not finished yet", "refused": "did not allow", "company down": "cannot be reached"}
    assert words[happened] in page.page.words
    assert page.status == (503 if happened == "company down" else 200)
    assert house.desk.kept.links == {}
    without = browser.submits(page, "skip")
    assert link_of(house, alexa.tokens(without)["access_token"]).agreement is None


def test_a_refused_consent_can_be_given_the_second_time(house: House, browser: Browser, alexa: Alexa) -> None:
    browser.submits(browser.get(alexa.address()), "pay", name="Robin Example")
    house.payments.refuse(house.page())
    page = browser.get(f"{BASE}/consent/return/{name_of_visit(house)}")

    again = browser.submits(page, "again")
    house.payments.approve(house.page())
    back = browser.get(f"{BASE}/consent/return/{name_of_visit(house)}")

    assert again.location != ""
    assert len(house.payments.consents) == 2
    assert link_of(house, alexa.tokens(back)["access_token"]).open_agreement is not None


def test_a_consent_that_was_given_after_all_is_not_asked_for_twice(
    house: House, browser: Browser, alexa: Alexa
) -> None:
    browser.submits(browser.get(alexa.address()), "pay", name="Robin Example")
    page = browser.get(f"{BASE}/consent/return/{name_of_visit(house)}")
    house.payments.approve(house.page())

    sent = browser.submits(page, "again")

    assert len(house.payments.consents) == 1
    assert link_of(house, alexa.tokens(sent)["access_token"]).open_agreement is not None


def test_a_company_that_cannot_be_reached_keeps_what_was_written(
    house: House, browser: Browser, alexa: Alexa
) -> None:
    house.payments.refuse_connection()
    page = browser.submits(browser.get(alexa.address()), "pay", name="Robin Example")
    assert page.status == 503

    browser.submits(page, "again")
    house.payments.approve(house.page())
    back = browser.get(f"{BASE}/consent/return/{name_of_visit(house)}")

    assert link_of(house, alexa.tokens(back)["access_token"]).name == "Robin Example"


def test_coming_back_twice_makes_one_link(house: House, browser: Browser, alexa: Alexa) -> None:
    browser.submits(browser.get(alexa.address()), "pay", name="Robin Example")
    house.payments.approve(house.page())
    kept = dict(browser.cookies)
    first = browser.get(f"{BASE}/consent/return/{name_of_visit(house)}")

    browser.cookies = kept
    second = browser.get(f"{BASE}/consent/return/{name_of_visit(house)}")

    assert alexa.code(first)
    assert (second.status, second.location) == (200, "")
    assert "All done" in second.page.words
    assert len(house.desk.kept.links) == 1


def test_coming_back_twice_at_once_makes_one_link(house: House, browser: Browser, alexa: Alexa) -> None:
    browser.submits(browser.get(alexa.address()), "pay", name="Robin Example")
    house.payments.approve(house.page())
    other = Browser(house, cookies=dict(browser.cookies))
    back = f"{BASE}/consent/return/{name_of_visit(house)}"
    seen: list[Response] = []
    house.desk.meanwhile(lambda: seen.append(other.get(back)))

    second = browser.get(back)

    assert alexa.code(seen[0])
    assert "All done" in second.page.words
    assert len(house.desk.kept.links) == 1


def test_a_store_that_fails_at_the_end_can_be_asked_again(house: House, browser: Browser, alexa: Alexa) -> None:
    browser.submits(browser.get(alexa.address()), "pay", name="Robin Example")
    house.payments.approve(house.page())
    back = f"{BASE}/consent/return/{name_of_visit(house)}"
    house.desk.is_down = True
    down = browser.get(back)
    house.desk.is_down = False

    link = link_of(house, alexa.tokens(browser.get(back))["access_token"])

    assert down.status == 503
    assert link.open_agreement is not None


def test_a_link_lasts_only_once_its_code_was_fetched(house: House, browser: Browser, alexa: Alexa) -> None:
    sent = browser.submits(browser.get(alexa.address()), "skip", name="Robin")
    unclaimed = house.desk.kept.links[house.only_link_id()]
    alexa.tokens(sent)
    claimed = house.desk.kept.links[house.only_link_id()]

    assert unclaimed.forget_at is not None
    assert claimed.forget_at is None


def test_a_shop_without_a_company_for_the_market_says_so_and_links(
    house: House, browser: Browser, alexa: Alexa
) -> None:
    page = browser.get(alexa.address(ui_locales="en-GB"))

    assert "cannot be set up here" in page.page.words
    assert "pay" not in [given.get("value") for tag, given in page.page.tags if tag == "button"]
    sent = browser.submits(page, "skip", country="GB")
    assert link_of(house, alexa.tokens(sent)["access_token"]).locale == "en-GB"
    assert browser.submits(page, "pay", name="Robin", country="GB").status == 200


@pytest.mark.parametrize(
    ("ui_locales", "accepted", "locale"),
    [
        ("de-DE", "fr-FR", "de-DE"),
        ("xx de", "", "de-DE"),
        (None, "fr-CH, en;q=0.9", "fr-FR"),
        (None, "en-GB;q=0.3, ja;q=0.8", "ja-JP"),
        (None, "de;q=0, es", "es-ES"),
        (None, "*, <script>", "en-US"),
        ("../../etc it-IT", "", "it-IT"),
        (None, "zh" * 5000, "en-US"),
        (None, "en-AU", "en-US"),
    ],
)
def test_the_page_speaks_the_customers_language(
    browser: Browser, alexa: Alexa, ui_locales: str | None, accepted: str, locale: str
) -> None:
    page = browser.get(alexa.address(ui_locales=ui_locales), accept_language=accepted)

    assert ("html", {"lang": locale}) in page.page.tags


def test_the_way_to_another_language_keeps_the_request(browser: Browser, alexa: Alexa) -> None:
    page = browser.get(alexa.address(ui_locales="en-US"))
    (german,) = [it["href"] for tag, it in page.page.tags if tag == "a" and it.get("lang") == "de-DE"]

    shown = browser.get(str(german))

    assert ("html", {"lang": "de-DE"}) in shown.page.tags
    assert browser.submits(shown, "skip", country="DE").query["state"] == STATE


def test_a_wrong_field_brings_the_page_back_with_all_that_was_written(
    house: House, browser: Browser, alexa: Alexa
) -> None:
    written = {"name": "Robin <Example> & 'Co'", "email": "robin@", "line1": "1 Main Street", "voice_code": "12"}
    page = browser.submits(browser.get(alexa.address()), "pay", **written)

    shown = page.page
    assert page.status == 422
    assert {name: shown.values[name] for name in written} == written
    wrong = {str(it["name"]) for _, it in shown.tags if it.get("aria-invalid") == "true"}
    assert wrong == {"email", "city", "region", "postal_code", "voice_code"}
    assert house.payments.calls == []
    assert house.desk.kept.links == {}


def test_to_pay_a_name_is_needed_and_to_link_it_is_not(browser: Browser, alexa: Alexa) -> None:
    page = browser.submits(browser.get(alexa.address()), "pay")

    assert page.status == 422
    assert browser.submits(page, "skip").location.startswith(REDIRECT)


def test_whoever_does_not_want_it_goes_back_with_a_no(house: House, browser: Browser, alexa: Alexa) -> None:
    page = browser.get(alexa.address(state="a & b"))
    (leave,) = [it["href"] for tag, it in page.page.tags if tag == "a" and str(it["href"]).startswith(REDIRECT)]

    told = dict(parse_qsl(urlsplit(str(leave)).query))

    assert told == {"error": "access_denied", "state": "a & b"}
    assert house.desk.kept.links == {}


def test_the_code_waits_five_minutes(house: House, browser: Browser, alexa: Alexa) -> None:
    code = alexa.code(browser.submits(browser.get(alexa.address()), "skip"))

    house.clock.pass_by(timedelta(minutes=5))

    answer = alexa.exchange(code)
    assert (answer.status, answer.json) == (400, {"error": "invalid_grant"})
