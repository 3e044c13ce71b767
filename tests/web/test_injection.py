"""Whatever somebody writes on our pages, or a shop is called, is text: no page is built or leads otherwise."""

import re
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soak.hostile import words
from soak.hostile.judging import judge_html, judge_http
from tests.web.house import ADDRESS, BASE, REDIRECT, Alexa, Browser, House, Response, asked, event
from tests.web.test_paying import link_of, offered
from voicetill.stores.catalogue import LONGEST_NAME
from voicetill.stores.files import shipped
from voicetill.stores.markets import LONGEST_SELLER

FIELDS = ("name", "email", "line1", "line2", "city", "region", "postal_code", "country", "voice_code")
KNOWN = (f"{BASE}/", f"{REDIRECT}?")


def sendable(text: str) -> str:
    """Browsers send no lone surrogates."""
    return text.encode("utf-8", "replace").decode()


def quoted(text: str) -> str:
    """The text as TOML writes it."""
    return '"' + "".join(f"\\U{ord(sign):08x}" for sign in sendable(text)) + '"'


def judged(response: Response) -> list[tuple[str, list[str]]]:
    """Return how a page is built, after it was judged."""
    told = {"statusCode": response.status, "headers": response.headers, "body": response.body}
    judge_http({**told, "cookies": list(response.cookies)})
    judge_html(response.body, known=KNOWN)
    assert response.status != 500
    return [(tag, sorted(attributes)) for tag, attributes in response.page.tags]


def filled_in(evil: str) -> Response:
    """The page comes back with all that was written on it, because nothing of it is an address."""
    house = House()
    browser, alexa = Browser(house), Alexa(house)
    page = browser.get(alexa.address())
    written = {**dict.fromkeys(FIELDS, evil), "email": f"{evil}@", "voice_code": f"{evil}x"}
    return browser.submits(page, "pay", **written)


@cache
def filled_in_plainly() -> list[tuple[str, list[str]]]:
    return judged(filled_in("x" * 3))


@pytest.mark.parametrize("kind", range(len(words.KINDS)))
def test_what_was_written_stands_in_its_field_and_nowhere_else(kind: int) -> None:
    for text in words.KINDS[kind]:
        evil = f"x{sendable(text)[:400]}y"
        page = filled_in(evil)

        built = [tag for tag, _ in judged(page)]
        assert page.status == 422
        assert built.count("input") == [tag for tag, _ in filled_in_plainly()].count("input")
        assert page.page.values["line1"].split() == evil.split()
        assert page.page.values["city"].split() == evil.split()


def a_shop_called(evil: str) -> House:
    markets = shipped("markets.toml").replace('seller = "No Nicks"', f"seller = {quoted(evil[:LONGEST_SELLER])}")
    name = quoted(evil[:LONGEST_NAME])
    texts = re.compile(r'(?m)^(title|one|other|a|details) = ".*"$')
    catalogue = texts.sub(lambda found: f"{found[1]} = {name}", shipped("catalogue.toml"))
    return House(files={"markets.toml": markets, "catalogue.toml": catalogue})


def pages_of(evil: str) -> list[Response]:
    """Every page that names the shop, a product, or where goods go."""
    house = a_shop_called(evil)
    browser, alexa = Browser(house), Alexa(house)
    first = browser.get(alexa.address())
    link = link_of(house, alexa)
    invited = browser.get(f"{BASE}/consent/{house.invite(link.id)}")
    offer = offered(house, Browser(house), link)
    return [first, invited, offer, browser.get(f"{BASE}/consent"), browser.get(f"{BASE}/nothing/{'x'}")]


@pytest.mark.parametrize("kind", range(len(words.KINDS)))
def test_however_a_shop_and_its_products_are_called_the_pages_are_built_alike(kind: int) -> None:
    plain = [judged(page) for page in pages_of("kit")]

    # Each shop is opened anew, which takes a while: every other text stands for its kind.
    for text in words.KINDS[kind][::2]:
        pages = pages_of(f"x{text}y")
        assert [judged(page) for page in pages] == plain, repr(text)


@settings(max_examples=40, deadline=None)
@given(
    path=st.text(max_size=60) | st.sampled_from(words.ALL), query=st.text(max_size=60) | st.sampled_from(words.ALL)
)
def test_no_address_that_is_asked_for_leads_anywhere_else(path: str, query: str) -> None:
    house = House()
    for asks in (f"/{path}", f"/consent/{path}", f"/consent/return/{path}", f"/pay/return/{path}", path):
        for method in ("GET", "HEAD", "POST"):
            told = house.door(event(method, asks, query=query[:4000]), None)
            judge_http(told)
            judge_html(told["body"], known=KNOWN)
            assert told["headers"].get("location", BASE).startswith((BASE, REDIRECT))


@pytest.mark.parametrize(
    "name", ["redirect_uri", "state", "client_id", "response_type", "ui_locales", "scope", "next"]
)
def test_no_parameter_of_a_client_leads_to_where_it_is_not_known(name: str) -> None:
    house = House()
    browser, alexa = Browser(house), Alexa(house)
    for text in (
        *words.PATHS,
        *words.MARKUP,
        *words.LINES,
        f"{REDIRECT}.evil.example",
        f"{REDIRECT}@evil.example",
    ):
        page = browser.get(alexa.address(**{name: sendable(text)}))
        answers: list[Any] = [page]
        if page.status == 200:
            answers.append(browser.submits(page, "skip", **ADDRESS, name="Robin Example"))

        for answer in answers:
            judged(answer)
            place = urlsplit(answer.location or REDIRECT)
            assert f"{place.scheme}://{place.netloc}{place.path}" == REDIRECT, text


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(["host", "x-forwarded-host", "origin", "referer"]), st.text(max_size=30)))
def test_no_header_decides_where_our_pages_are(headers: dict[str, str]) -> None:
    house = House()

    page = asked(house.door, event("GET", "/consent", headers=headers))

    judged(page)
    assert page.page.action == f"{BASE}/consent"
