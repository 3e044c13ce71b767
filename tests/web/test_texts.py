"""The words of the pages: whole in every locale, and a start that names every fault."""

import re

import pytest

from tests.web.house import ENVIRONMENT, Alexa, Browser, House
from voicetill.domain.errors import FaultyDataError
from voicetill.settings.reading import SettingsError
from voicetill.settings.web import read_web
from voicetill.stores.files import shipped
from voicetill.stores.markets import load_markets
from voicetill.web.texts import TEXTS, load_texts
from voicetill.wiring.starting import CannotStartError
from voicetill.wiring.web import open_web

LOCALES = load_markets().locales


@pytest.mark.parametrize("locale", LOCALES)
def test_every_locale_has_every_text(locale: str) -> None:
    texts = load_texts(locale)

    for name, names in TEXTS.items():
        assert texts(name, **dict.fromkeys(names, "x")).strip()


@pytest.mark.parametrize("locale", LOCALES)
def test_every_locale_speaks_its_own_language(locale: str) -> None:
    english = load_texts("en-US")
    texts = load_texts(locale)
    same = {
        name
        for name, names in TEXTS.items()
        if texts(name, **dict.fromkeys(names, "x")) == english(name, **dict.fromkeys(names, "x"))
    }

    assert locale.startswith("en") or same <= {
        "field.name",
        "field.email",
        "field.voice_code",
        "code.label",
        "pay.total",
    }


@pytest.mark.parametrize("locale", LOCALES)
def test_no_text_promises_or_shows_what_it_must_not(locale: str) -> None:
    text = shipped(f"pages/{locale}.toml")

    assert not re.search(r"https?://|<|\bAI\b", text)
    assert text.count("Amazon Pay") >= 5


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (('heading = "Enter your code"\n', ""), "code.heading: is missing"),
        (("[code]\n", '[code]\nhaeding = "x"\n'), "code.haeding: is not known here"),
        (('label = "Code"', 'label = " "'), "code.label: must be a text that is not blank"),
        (('label = "Code"', "label = 5"), "code.label: must be a text that is not blank"),
        (('label = "Code"', 'label = "{seller}"'), "code.label: must use no names in braces"),
        (('label = "Code"', 'label = "{"'), "code.label: must use no names in braces"),
        (('label = "Code"', 'label = "}"'), "code.label: must use no names in braces"),
        (('label = "Code"', 'label = "}}"'), "code.label: must use no names in braces"),
        (('for {seller}"\nintro', 'for {seller!r}"\nintro'), "invited.heading: must use seller in braces"),
        (('for {seller}"\nintro', 'for {{seller}}"\nintro'), "invited.heading: must use seller in braces"),
        (('Payments for {seller}"\nintro', 'Payments"\nintro'), "invited.heading: must use seller in braces"),
        (("[code]\n", "[code\n"), "is not TOML"),
        (("[link]\n", 'x = "y"\n[link]\n'), "x.: is not known here"),
    ],
)
def test_a_faulty_file_is_named(change: tuple[str, str], fault: str) -> None:
    text = shipped("pages/en-US.toml").replace(*change, 1)

    with pytest.raises(FaultyDataError) as raised:
        load_texts("en-US", text)

    assert any(fault in each for each in raised.value.faults), raised.value.faults


def test_the_start_names_every_fault_at_once() -> None:
    files = {"pages/en-US.toml": "", "pages/fr-FR.toml": "["}

    with pytest.raises(CannotStartError) as raised:
        open_web(read_web(ENVIRONMENT), files=files)

    assert "pages/en-US.toml link.heading: is missing" in str(raised.value)
    assert "pages/fr-FR.toml: is not TOML" in str(raised.value)


def test_a_merchants_words_are_text_and_no_markup() -> None:
    text = shipped("pages/en-US.toml").replace(
        'heading = "Link {seller} with Alexa"', 'heading = "<b>{seller}</b>"'
    )
    house = House(files={"pages/en-US.toml": text})

    page = Browser(house).get(Alexa(house).address())

    assert "&lt;b&gt;No Nicks&lt;/b&gt;" in page.body


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"OAUTH_CLIENT_ID": ""}, "OAUTH_CLIENT_ID"),
        ({"OAUTH_CLIENT_SECRET": " "}, "OAUTH_CLIENT_SECRET"),
        ({"OAUTH_REDIRECT_URIS": ""}, "OAUTH_REDIRECT_URIS"),
        ({"OAUTH_REDIRECT_URIS": "http://pitangui.amazon.com/api"}, "OAUTH_REDIRECT_URIS"),
        ({"OAUTH_REDIRECT_URIS": "https://a.example/x#y"}, "OAUTH_REDIRECT_URIS"),
        ({"OAUTH_REDIRECT_URIS": "https://user@a.example/x"}, "OAUTH_REDIRECT_URIS"),
        ({"OAUTH_REDIRECT_URIS": "https://a.example/x *"}, "OAUTH_REDIRECT_URIS"),
        ({"WEB_BASE_URL": "http://till.example"}, "WEB_BASE_URL"),
        ({"REFRESH_LEEWAY": "301"}, "REFRESH_LEEWAY"),
        ({"REFRESH_LEEWAY": "-1"}, "REFRESH_LEEWAY"),
        ({"REFRESH_LEEWAY": "soon"}, "REFRESH_LEEWAY"),
        ({"SANDBOX_MODE": "maybe"}, "SANDBOX_MODE"),
        ({"SERVER_PROVIDERS": "ppro"}, "PPRO_MERCHANT_ID"),
    ],
)
def test_faulty_settings_are_named(changes: dict[str, str], fault: str) -> None:
    with pytest.raises(SettingsError) as raised:
        read_web({**ENVIRONMENT, **changes})

    assert any(each.startswith(fault) for each in raised.value.faults), raised.value.faults


def test_settings_are_read() -> None:
    settings = read_web({**ENVIRONMENT, "WEB_BASE_URL": "https://shop.example/till/", "REFRESH_LEEWAY": ""})

    assert settings.redirect_uris == tuple(ENVIRONMENT["OAUTH_REDIRECT_URIS"].split(", "))
    assert (settings.base_url, settings.refresh_leeway) == ("https://shop.example/till", 0)


def test_pages_may_stand_below_a_path() -> None:
    house = House(WEB_BASE_URL="https://shop.example/till")
    alexa, browser = Alexa(house), Browser(house)
    address = alexa.address().replace("till.example/", "till.example/till/")

    page = browser.get(address)

    assert page.page.action.startswith("https://shop.example/till/authorise?")
    assert browser.submits(page, "skip").status == 303
