"""What customers do in the Alexa app and in a browser: link, consent, and unlink."""

import re
from collections.abc import Mapping
from enum import StrEnum

from simulator.alexa_api.service import Account
from simulator.stage.back_office import BackOffice
from simulator.stage.companies import TILL, Company
from simulator.stage.rehearsal import Rehearsal
from simulator.stage.turns import Turn
from simulator.stage.web_browser import Browser, Page, WentWrong

LINKED = "AlexaSkillEvent.SkillAccountLinked"
SUBSCRIBED = "AlexaSkillEvent.ProactiveSubscriptionChanged"


class Choice(StrEnum):
    """What a customer does on the company's page."""

    APPROVE = "approve"
    DECLINE = "decline"
    LEAVE = "leave"


_BUTTONS: Mapping[Choice, tuple[str, ...]] = {
    Choice.APPROVE: ("approve",),
    Choice.DECLINE: ("decline", "cancel"),
    Choice.LEAVE: ("leave",),
}
MAILBOX = "robin@mail.example"
"""Where every pretend customer gets letters."""

_ADDRESS = re.compile(re.escape(TILL) + r"/[!-~]+")
_PREFECTURE = re.compile(r"(.{2,3}?[都道府県])(.+)")
_FIELDS = {
    "line1": ("addressLine1", "addressLine2"),
    "city": ("city",),
    "region": ("stateOrRegion",),
    "postal_code": ("postalCode",),
    "country": ("countryCode",),
    "name": ("name",),
}


def link(
    room: Rehearsal,
    *,
    pays: bool = True,
    choice: Choice = Choice.APPROVE,
    details: Mapping[str, str] | None = None,
) -> list[Turn]:
    """The customer links in the Alexa app, with the consent to pay in the same visit or without.

    `details` are fields of our page; those that are not named hold what this customer lives by. The skill is told
    of a link that came about. Raises WentWrong where none did.
    """
    office = room.office
    browser = office.browser(room.speaker.device.locale)
    begun = office.app.begin()
    written = {**(papers(room) if pays else {}), **(details or {})}
    page = browser.press(browser.open(begun.address), "pay" if pays else "skip", written)
    if pays:
        page = _decided(office, browser, page, choice)
    token = office.app.end(room.speaker.customer, begun, page)
    return room.tell(LINKED, {"accessToken": token})


def follow(room: Rehearsal, *, choice: Choice = Choice.APPROVE, details: Mapping[str, str] | None = None) -> Page:
    """The customer opens the page on the latest card of ours, and consents there. Raises WentWrong."""
    office = room.office
    browser = office.browser(room.speaker.device.locale)
    page = browser.open(_on_card(room))
    fields = page.button("pay")[0].fields
    known = {name: text for name, text in papers(room).items() if name in fields}
    page = browser.press(page, "pay", {**known, **(details or {})})
    return _decided(office, browser, page, choice)


def notices(room: Rehearsal, *, on: bool) -> list[Turn]:
    """The customer allows the skill's notices in the Alexa app, or does no more; the skill is told."""
    customer = room.speaker.customer
    room.office.doors.alexa.knows(Account(customer.user_id, hears_notices=on))
    return room.tell(SUBSCRIBED, {"subscriptions": [{"eventName": "AMAZON.OrderStatus.Updated"}] if on else []})


def papers(room: Rehearsal) -> dict[str, str]:
    """What the customer who is speaking writes on our page: name, address and a mailbox of nobody's."""
    home = room.home
    found = {
        name: next((home[member] for member in members if home.get(member)), "")
        for name, members in _FIELDS.items()
    }
    if found["country"] == "JP" and (parts := _PREFECTURE.fullmatch(found["city"])):
        # Amazon's own address has it before the city; our page asks for it apart.
        found["region"], found["city"] = parts[1], parts[2]
    return {**{name: text for name, text in found.items() if text}, "email": MAILBOX}


def _decided(office: BackOffice, browser: Browser, page: Page, choice: Choice) -> Page:
    """Press a button on the company's page, if that is where the browser is."""
    company = next((it for it in office.companies if page.url.startswith(it.pages)), None)
    return page if company is None else _pressed(company, browser, page, choice)


def _pressed(company: Company, browser: Browser, page: Page, choice: Choice) -> Page:
    labels = {button.label.strip().casefold() for form in page.forms for button in form.buttons}
    values = {button.value.casefold() for form in page.forms for button in form.buttons}
    wanted = next((word for word in _BUTTONS[choice] if word in labels | values), _BUTTONS[choice][0])
    return browser.press(page, wanted)


def _on_card(room: Rehearsal) -> str:
    """The address of our page on the latest card that has one. Raises WentWrong."""
    for turn in reversed(room.turns):
        card = turn.card or {}
        found = _ADDRESS.search(" ".join(str(card.get(member, "")) for member in ("content", "text")))
        if found:
            return found[0]
    raise WentWrong("no card so far has an address of our pages")
