"""A customer who is linked comes to our pages with a code from a card or on the phone: once, and in time."""

from datetime import timedelta

import pytest

from tests.builders import CUSTOMER_ID
from tests.web.house import ADDRESS, BASE, Alexa, Browser, House
from voicetill.domain.links import INVITATION_LIFE, Link, claimed, closed, invitation_code, typed_code
from voicetill.domain.voice_codes import fits


@pytest.fixture
def link(house: House, alexa: Alexa) -> Link:
    """A linked customer without an agreement."""
    at_home = Browser(house)
    page = at_home.get(alexa.address(ui_locales="de-DE"))
    alexa.tokens(at_home.submits(page, "skip", email="robin@buyer.example", country="DE"))
    now = house.desk.kept.links[house.only_link_id()]
    return house.desk.save(now, claimed(now, CUSTOMER_ID))


def now_of(house: House, link: Link) -> Link:
    return house.desk.kept.links[link.id]


def back_of(house: House) -> str:
    return f"{BASE}/consent/return/{list(house.desk.kept.visits)[-1][:32]}"


def test_a_consent_is_given_later(house: House, browser: Browser, link: Link) -> None:
    page = browser.get(f"{BASE}/consent/{house.invite(link.id)}")
    sent = browser.submits(page, "pay", name="Robin Beispiel", country="DE", voice_code="4821")
    house.payments.approve(house.page())
    done = browser.get(back_of(house))

    now = now_of(house, link)
    assert ("html", {"lang": "de-DE"}) in page.page.tags
    assert sent.location.startswith("https://pay.example/")
    assert "Alles erledigt" in done.page.words
    assert now.open_agreement is not None
    assert (now.name, now.email, now.customer_id) == ("Robin Beispiel", "robin@buyer.example", CUSTOMER_ID)
    assert fits(now.voice_code, "4821")
    assert house.desk.customer_of(house.payments.name, now.open_agreement.id) == CUSTOMER_ID


def test_looking_at_a_page_uses_nothing_up_and_going_through_does(
    house: House, browser: Browser, link: Link
) -> None:
    address = f"{BASE}/consent/{house.invite(link.id)}"
    for _ in range(3):
        page = Browser(house).get(address)
        assert page.status == 200
    page = browser.get(address)

    browser.submits(page, "pay", name="Robin", country="DE")

    assert Browser(house).get(address).status == 404
    assert browser.submits(page, "pay", name="Robin", country="DE").status == 404


def test_of_two_who_go_through_at_once_one_does(house: House, browser: Browser, link: Link) -> None:
    other = Browser(house)
    address = f"{BASE}/consent/{house.invite(link.id)}"
    pages = browser.get(address), other.get(address)
    seen: list[int] = []
    house.desk.meanwhile(lambda: seen.append(other.submits(pages[1], "pay", name="A", country="DE").status))

    second = browser.submits(pages[0], "pay", name="B", country="DE")

    assert (seen, second.status) == ([303], 404)
    assert now_of(house, link).name == "A"


@pytest.mark.parametrize("case", ["unknown", "late", "link over", "odd", "long"])
def test_a_code_that_is_not_good_leads_to_a_kind_page(
    house: House, browser: Browser, link: Link, case: str
) -> None:
    code = house.invite(link.id)
    match case:
        case "unknown":
            code = code[::-1]
        case "late":
            house.clock.pass_by(INVITATION_LIFE)
        case "link over":
            house.desk.save(link, closed(link, at=house.clock()))
        case "odd":
            code = "%00%E2%80%AE"
        case "long":
            code = "a" * 4000

    shown = browser.get(f"{BASE}/consent/{code}")

    assert shown.status == 404
    assert "ask Alexa for a new one" in shown.page.words


def test_nothing_of_the_customer_is_shown_to_whoever_has_the_code(
    house: House, browser: Browser, link: Link
) -> None:
    page = browser.get(f"{BASE}/consent/{house.invite(link.id)}")

    assert "robin" not in page.body


@pytest.mark.parametrize("between", ["", " ", "-"])
def test_a_code_may_be_typed_off_a_card(house: House, browser: Browser, link: Link, between: str) -> None:
    code = house.invite(link.id)
    typed = between.join((code[:4], code[4:8], code[8:])).upper()

    sent = browser.post(f"{BASE}/consent", {**browser.get(f"{BASE}/consent").page.values, "code": f" {typed} "})

    assert sent.location == f"{BASE}/consent/{code}"
    assert browser.get(sent.location).status == 200


@pytest.mark.parametrize("typed", ["", "abc", "1" * 12, "\u00e9" * 12, "../../authorise"])
def test_what_is_no_code_is_asked_for_again(browser: Browser, typed: str) -> None:
    values = browser.get(f"{BASE}/consent").page.values

    sent = browser.post(f"{BASE}/consent", {**values, "code": typed})

    assert (sent.status, sent.location) == (404, "")


def test_details_are_changed_without_a_payment(house: House, browser: Browser, link: Link) -> None:
    page = browser.get(f"{BASE}/consent/{house.invite(link.id)}?ui_locales=en-US")
    done = browser.submits(page, "skip", name="Robin Example", **ADDRESS)

    now = now_of(house, link)
    assert "All done" in done.page.words
    assert now.address is not None
    assert (now.locale, now.address.postal_code, now.email) == ("en-US", "95014", "robin@buyer.example")
    assert house.payments.calls == []


def test_a_wrong_field_uses_nothing_up(house: House, browser: Browser, link: Link) -> None:
    page = browser.get(f"{BASE}/consent/{house.invite(link.id)}")

    wrong = browser.submits(page, "pay", country="DE", voice_code="12")
    right = browser.submits(wrong, "pay", name="Robin", country="DE", voice_code="1234")

    assert wrong.status == 422
    assert right.status == 303


def test_a_new_address_is_where_goods_go(house: House, browser: Browser, link: Link) -> None:
    page = browser.get(f"{BASE}/consent/{house.invite(link.id)}?ui_locales=en-US")
    browser.submits(page, "pay", name="Robin Example")
    house.payments.approve(house.page())
    browser.get(back_of(house))
    house.clock.pass_by(timedelta(days=60))
    page = browser.get(f"{BASE}/consent/{house.invite(link.id)}?ui_locales=en-US")

    browser.submits(page, "skip", name="Robin Example", **ADDRESS)

    agreement = now_of(house, link).open_agreement
    assert agreement is not None
    assert agreement.delivers(now=house.clock())


def test_a_refused_consent_can_be_left_for_now(house: House, browser: Browser, link: Link) -> None:
    page = browser.get(f"{BASE}/consent/{house.invite(link.id)}")
    browser.submits(page, "pay", name="Robin", country="DE")
    house.payments.refuse(house.page())
    shown = browser.get(back_of(house))

    left = browser.submits(shown, "skip")

    assert "Vorerst lassen" in shown.page.words
    assert "Alles erledigt" in left.page.words
    assert now_of(house, link).agreement is None


def test_a_link_that_was_closed_meanwhile_gets_no_consent(house: House, browser: Browser, link: Link) -> None:
    page = browser.get(f"{BASE}/consent/{house.invite(link.id)}")
    browser.submits(page, "pay", name="Robin", country="DE")
    house.payments.approve(house.page())
    now = now_of(house, link)
    house.desk.save(now, closed(now, at=house.clock()))

    assert browser.get(back_of(house)).status == 410
    assert now_of(house, link).agreement is None


def test_codes_are_short_and_cannot_be_mistaken() -> None:
    codes = {invitation_code(f"secret {number}") for number in range(500)}

    assert len(codes) == 500
    assert all(len(code) == 12 and not set(code) & set("01ilou") for code in codes)
    assert all(typed_code(code) == code for code in codes)
