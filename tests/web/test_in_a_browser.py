"""The pages in Chromium: from the Alexa app over the payment company and back, for everybody, and to everybody."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from simulator.pages.serving import Street, serving
from tests import tools
from tests.web.street import Walker
from voicetill.domain.addresses import Address

Windows = Callable[..., Walker]
WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
PAY, SKIP = "Allow payments with Amazon Pay", "Link without payment"
WRITTEN = {
    "name": "Robin Example",
    "email": "robin@buyer.example",
    "line1": "1 Main Street",
    "city": "Cupertino",
    "region": "CA",
    "postal_code": "95014",
    "voice_code": "4821",
}
LOCALES = ("en-US", "en-GB", "de-DE", "fr-FR", "it-IT", "es-ES", "ja-JP")


@pytest.fixture(scope="module")
def street() -> Iterator[Street]:
    with serving() as everything:
        yield everything


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = tools.chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def window(street: Street, chromium: Browser) -> Iterator[Windows]:
    """Opens windows; afterwards nothing has left the machine, no script failed, and no policy was broken."""
    asked: list[str] = []
    failed: list[str] = []
    contexts = []

    def opened(*, scripts: bool = True, **options: Any) -> Walker:
        context = chromium.new_context(java_script_enabled=scripts, reduced_motion="reduce", **options)
        contexts.append(context)
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: failed.append(str(error)))
        page.on(
            "console", lambda line: failed.append(line.text) if "Content Security Policy" in line.text else None
        )
        return Walker(page, street)

    yield opened
    for context in contexts:
        context.close()
    assert {urlsplit(url).hostname for url in asked} == {"127.0.0.1"}
    assert failed == []


@pytest.fixture
def walker(window: Windows) -> Walker:
    return window(**PHONE)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_from_the_app_to_a_payment_and_back(window: Windows, scripts: bool) -> None:
    walker = window(scripts=scripts, **PHONE)
    walker.begins()
    walker.fills(**WRITTEN)
    walker.presses(PAY)
    expect(walker.page.get_by_text("May No Nicks charge your Amazon account later?")).to_be_visible()
    walker.presses("Approve")

    link = walker.linked()

    assert link.open_agreement is not None
    assert link.open_agreement.id in walker.street.ppro.agreements
    assert link.address == Address(
        name="Robin Example",
        lines=("1 Main Street",),
        city="Cupertino",
        region="CA",
        postal_code="95014",
        country="US",
    )
    walker.page.get_by_role("link", name="Refresh the tokens").click()
    expect(walker.page.get_by_role("status")).to_have_text("The tokens are new.")
    assert walker.street.ppro.ledger.entries == [], "a consent moves no money"


def test_without_a_payment(walker: Walker) -> None:
    walker.begins("de-DE")
    walker.presses("Ohne Zahlung verknüpfen")

    assert walker.linked().agreement is None


def test_without_anything(walker: Walker) -> None:
    walker.begins()
    walker.page.get_by_role("link", name="Do not link").click()

    expect(walker.page.get_by_role("status")).to_have_text("The account is not linked: access_denied.")


def test_a_refusal_can_be_thought_over(walker: Walker) -> None:
    walker.begins()
    walker.fills(name="Robin Example")
    walker.presses(PAY)
    walker.presses("Decline")
    expect(walker.page.get_by_role("status")).to_contain_text("You did not allow payments. Nothing was charged.")

    walker.presses("Try again")
    walker.presses("Approve")

    assert walker.linked().open_agreement is not None


def test_a_refusal_is_no_obstacle_to_linking(walker: Walker) -> None:
    walker.begins()
    walker.fills(name="Robin Example")
    walker.presses(PAY)
    walker.presses("Decline")

    walker.presses(SKIP)

    assert walker.linked().agreement is None


def test_a_consent_given_later_with_a_code_from_a_card(walker: Walker) -> None:
    walker.begins()
    walker.presses(SKIP)
    link = walker.linked()
    address = walker.invited(link)
    walker.page.goto(f"{walker.street.pages}/consent")
    walker.page.get_by_label("Code").fill(address.rpartition("/")[2].upper())
    walker.presses("Continue")

    walker.fills(name="Robin Example")
    walker.presses(PAY)
    walker.presses("Approve")

    expect(walker.page.get_by_role("heading", name="All done")).to_be_visible()
    walker.page.goto(walker.street.app.own)
    assert walker.linked().open_agreement is not None


def test_through_amazon_pays_own_api_with_the_address_that_amazon_knows(walker: Walker) -> None:
    walker.begins("de-DE")
    walker.fills(name="Robin Beispiel")
    walker.presses("Zahlungen mit Amazon Pay erlauben")
    expect(walker.page.get_by_text("to be charged later")).to_be_visible()
    walker.presses("Approve")

    link = walker.linked()

    assert link.open_agreement is not None
    assert link.open_agreement.provider == "amazon_pay_v2"
    assert link.open_agreement.id in walker.street.amazon_pay.books.permissions
    assert link.open_agreement.address is not None
    assert link.open_agreement.address.is_deliverable
    assert walker.street.amazon_pay.books.charges == {}


def test_amazon_pays_own_way_back_after_a_refusal(walker: Walker) -> None:
    walker.begins("fr-FR")
    walker.fills(name="Robin Exemple")
    walker.presses("Autoriser les paiements avec Amazon Pay")
    walker.presses("Cancel")
    expect(walker.page.get_by_role("status")).to_contain_text("Rien n’a été débité.")

    walker.presses("Associer sans paiement")

    assert walker.linked().agreement is None


def test_a_full_cart_is_paid_once_without_a_consent(walker: Walker) -> None:
    """The pictures go where VOICETILL_PAGES says."""
    walker.begins()
    walker.presses(SKIP)
    link = walker.linked()
    walker.has_in_the_cart(link, starter_kit=2)
    walker.page.goto(walker.invited(link))
    walker.fills(**{name: it for name, it in WRITTEN.items() if name != "voice_code"})
    walker.presses("Pay only this time")
    expect(walker.page.get_by_role("row", name="2 × Starter Kit $18.00")).to_be_visible()
    found = walker.violations()
    _draw(walker, "pay")
    walker.presses("Pay $18.00 with Amazon Pay")
    expect(walker.page.get_by_text("Pay 18.00 USD?")).to_be_visible()
    walker.presses("Approve")

    expect(walker.page.get_by_role("status")).to_contain_text("Thank you. Your order ")
    found += walker.violations()
    _draw(walker, "paid")
    (order,) = walker.orders()
    assert order.number in walker.page.get_by_role("status").inner_text()
    assert order.payment is not None
    assert walker.street.ppro.ledger.taken(order.payment.reference) == 1800
    assert found == []


def _draw(walker: Walker, name: str) -> None:
    folder = os.environ.get("VOICETILL_PAGES")
    if folder:
        picture = walker.page.screenshot(full_page=True, animations="disabled")
        (Path(folder) / f"{name}.png").write_bytes(picture)


def test_by_keyboard_alone(window: Windows) -> None:
    walker = window(**WIDE)
    walker.begins()
    keys = walker.page.keyboard
    order: list[str] = []
    for _ in range(12):
        keys.press("Tab")
        order.append(walker.page.evaluate("document.activeElement.name || document.activeElement.textContent"))
        if order[-1] in WRITTEN:
            keys.type(WRITTEN[order[-1]])
        if walker.page.evaluate("document.activeElement.value") == "pay":
            break
    keys.press("Enter")
    walker.presses("Approve")

    fields = [
        "name",
        "email",
        "line1",
        "line2",
        "city",
        "region",
        "postal_code",
        "country",
        "voice_code",
        "choice",
    ]
    assert order == fields
    assert walker.linked().name == "Robin Example"


def test_what_is_wrong_is_told_at_the_top_and_at_the_field(walker: Walker) -> None:
    walker.begins()
    walker.fills(**{**WRITTEN, "email": "robin@", "postal_code": "12"})
    walker.presses(PAY)

    alert = walker.page.get_by_role("alert")
    expect(alert).to_contain_text("Please look at these again")
    expect(walker.page.get_by_label("Email")).to_have_value("robin@")
    expect(walker.page.get_by_label("PIN")).to_have_value("4821")
    email = walker.page.get_by_label("Email")
    expect(email).to_have_accessible_description(re.compile("This does not look like an email address."))
    alert.get_by_role("link").first.click()
    expect(email).to_be_focused()


def _every_page(walker: Walker) -> Iterator[str]:
    """Walk past every page of ours, and name each."""
    walker.begins()
    yield "link"
    walker.fills(name="Robin Example With A Rather Long Name", email="robin@", line1="1", voice_code="1")
    walker.page.locator("button").first.click()
    yield "slips"
    walker.begins()
    walker.presses(SKIP)
    link = walker.linked()
    walker.begins()
    walker.fills(name="Robin Example")
    walker.presses(PAY)
    walker.presses("Decline")
    yield "refused"
    walker.page.goto(walker.invited(link))
    yield "invited"
    walker.presses("Save without payment")
    yield "done"
    walker.page.goto(f"{walker.street.pages}/consent")
    yield "code"
    walker.page.goto(f"{walker.street.pages}/consent/aaaaaaaaaaaa")
    yield "code-wrong"
    walker.page.goto(f"{walker.street.pages}/authorise")
    yield "problem"


@pytest.mark.parametrize(
    ("options", "scheme"), [(WIDE, "dark"), (PHONE, "light")], ids=["wide and dark", "phone and light"]
)
def test_axe_finds_nothing_on_any_page(window: Windows, options: dict[str, Any], scheme: str) -> None:
    """The pictures go where VOICETILL_PAGES says."""
    walker = window(color_scheme=scheme, **options)
    size = "phone" if options is PHONE else "wide"

    found: list[str] = []
    for name in _every_page(walker):
        found += [f"{name}: {each}" for each in walker.violations()]
        _draw(walker, f"{name}-{size}-{scheme}")

    assert found == []


def test_every_language_fits_a_small_phone(window: Windows) -> None:
    walker = window(**{**PHONE, "viewport": {"width": 320, "height": 640}})

    for locale in LOCALES:
        walker.begins(locale)
        assert walker.page.locator("html").get_attribute("lang") == locale
        walker.fills(name="x" * 101, email="robin@", line1="1", voice_code="1")
        walker.page.locator("button").first.click()
        assert walker.page.evaluate("document.documentElement.scrollWidth") <= 320, locale
        _draw(walker, f"slips-{locale}")
