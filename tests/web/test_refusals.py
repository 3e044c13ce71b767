"""What others try with our pages: each is refused kindly, and never with a fault of our own."""

import base64
import time
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.web.house import BASE, HOST, REDIRECT, Alexa, Browser, House, asked, event
from voicetill.web.answers import redirect

PAGES = ["/authorise?" + urlencode({"client_id": "x"}), "/consent", "/consent/abc", "/nowhere", "/style.css"]


def form_token(page: Any) -> str:
    return str(page.page.values["form"])


# Forms that others fill in.


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": ""},
    ],
)
def test_a_form_sent_from_elsewhere_is_refused(
    house: House, browser: Browser, alexa: Alexa, headers: dict[str, str]
) -> None:
    page = browser.get(alexa.address())

    sent = browser.post(page.page.action, {"form": form_token(page), "choice": "skip"}, **headers)

    assert sent.status == 403
    assert house.desk.kept.links == {}


@pytest.mark.parametrize(
    "origin", ["https://thief.example", "https://till.example.thief.example", "http://till.example"]
)
def test_an_older_browser_tells_where_a_form_was(
    house: House, browser: Browser, alexa: Alexa, origin: str
) -> None:
    page = browser.get(alexa.address())
    fields = {"form": form_token(page), "choice": "skip"}
    event_of_old = {"content-type": "application/x-www-form-urlencoded"}

    def sent(told: str | None) -> int:
        given_event = event("POST", "/authorise", query=page.page.action.partition("?")[2], body=urlencode(fields))
        given_event["headers"] = {**event_of_old, **({"origin": told} if told else {})}
        given_event["cookies"] = [f"{name}={value}" for name, value in browser.cookies.items()]
        return asked(house.door, given_event).status

    assert sent(origin) == 403
    assert house.desk.kept.links == {}
    assert [sent(BASE), sent("null"), sent(None)] == [303, 303, 303]


@pytest.mark.parametrize("case", ["no cookie", "other cookie", "no field", "odd field", "planted"])
def test_a_form_without_its_cookie_is_refused(house: House, browser: Browser, alexa: Alexa, case: str) -> None:
    page = browser.get(alexa.address())
    field = form_token(page)
    match case:
        case "no cookie":
            browser.cookies.clear()
        case "other cookie":
            browser.cookies["__Host-form"] = "x" * 43
        case "no field":
            field = ""
        case "odd field":
            field = "é\ud800".encode("utf-8", "replace").decode()
        case "planted":
            browser.cookies["__Host-form"] = field = "x" * 43

    sent = browser.post(page.page.action, {"form": field, "choice": "skip"})

    assert sent.status == 403
    assert house.desk.kept.links == {}
    assert "expired" in sent.page.words


def test_two_tabs_may_be_open_at_once(browser: Browser, alexa: Alexa) -> None:
    first = browser.get(alexa.address(state="first"))
    second = browser.get(alexa.address(state="second"))

    assert browser.submits(first, "skip").query["state"] == "first"
    assert browser.submits(second, "skip").query["state"] == "second"


def test_a_cookie_with_a_double_counts_for_none(house: House, browser: Browser, alexa: Alexa) -> None:
    page = browser.get(alexa.address())
    body = urlencode({"form": form_token(page), "choice": "skip"})
    given_event = event("POST", "/authorise", query=page.page.action.partition("?")[2], body=body)
    given_event["headers"] = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}
    value = browser.cookies["__Host-form"]
    given_event["cookies"] = [f"__Host-form={value}", "__Host-form=planted"]

    assert asked(house.door, given_event).status == 403


def test_cookies_are_the_hosts_alone_and_no_scripts(house: House, browser: Browser, alexa: Alexa) -> None:
    page = browser.get(alexa.address())
    sent = browser.submits(page, "pay", name="Robin")

    (form,) = page.cookies
    (visit,) = sent.cookies
    for cookie in (form, visit):
        assert cookie.startswith("__Host-")
        assert {"Path=/", "Secure", "HttpOnly"} < set(cookie.split("; "))
        assert "Domain" not in cookie
    assert "SameSite=Strict" in form
    assert "SameSite=Lax" in visit


# Other people's visits.


def on_the_way(house: House, browser: Browser, alexa: Alexa) -> str:
    browser.submits(browser.get(alexa.address()), "pay", name="Robin")
    house.payments.approve(house.page())
    return f"{BASE}/consent/return/{list(house.desk.kept.visits)[-1][:32]}"


def test_the_way_back_is_good_in_its_browser_only(house: House, browser: Browser, alexa: Alexa) -> None:
    back = on_the_way(house, browser, alexa)

    stranger = Browser(house).get(back)
    other = Browser(house)
    on_the_way(house, other, alexa)
    mixed = other.get(back)

    assert (stranger.status, mixed.status) == (410, 410)
    assert house.desk.kept.links == {}


def test_a_visit_that_was_planted_before_is_not_the_one_that_begins(
    house: House, browser: Browser, alexa: Alexa
) -> None:
    planted = "p" * 43
    browser.cookies["__Host-visit"] = planted

    back = on_the_way(house, browser, alexa)

    assert browser.cookies["__Host-visit"] != planted
    thief = Browser(house, cookies={"__Host-visit": planted})
    assert thief.get(back).status == 410


@pytest.mark.parametrize("query", ["?status=GIVEN", "?amazonCheckoutSessionId=other", "?" + "x" * 3000, "?%FF"])
def test_nothing_in_the_way_back_counts_as_a_consent(
    house: House, browser: Browser, alexa: Alexa, query: str
) -> None:
    browser.submits(browser.get(alexa.address()), "pay", name="Robin")
    back = f"{BASE}/consent/return/{list(house.desk.kept.visits)[-1][:32]}"

    shown = browser.get(back + query)

    assert shown.status in (200, 400)
    assert house.desk.kept.links == {}


def test_a_visit_ends_after_its_time(house: House, browser: Browser, alexa: Alexa) -> None:
    back = on_the_way(house, browser, alexa)
    page = browser.get(f"{BASE}/consent")

    house.clock.pass_by(house.desk.kept.visits[list(house.desk.kept.visits)[-1]].until - house.clock())

    assert browser.get(back).status == 410
    chosen = browser.post(f"{BASE}/consent/choice", {"form": form_token(page), "choice": "again"})
    assert chosen.status == 410
    assert house.desk.kept.links == {}


# Foreign clients.


@pytest.mark.parametrize(
    "changes", [{"client_id": "someone"}, {"redirect_uri": "https://thief.example/"}, {"redirect_uri": None}]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_foreign_client_is_shown_a_page_and_nobody_is_sent_anywhere(
    browser: Browser, alexa: Alexa, method: str, changes: dict[str, Any]
) -> None:
    known = browser.get(alexa.address())
    address = alexa.address(**changes)

    fields = {"form": form_token(known), "choice": "skip"}
    answer = browser.get(address) if method == "get" else browser.post(address, fields)

    assert (answer.status, answer.location) == (400, "")
    assert "thief" not in answer.body


@pytest.mark.parametrize(
    "changes",
    [{"code_challenge": None}, {"code_challenge_method": "plain"}, {"response_type": "token"}, {"state": None}],
)
def test_a_weaker_request_goes_back_as_a_fault(browser: Browser, alexa: Alexa, changes: dict[str, Any]) -> None:
    known = browser.get(alexa.address())

    shown = browser.get(alexa.address(**changes))
    sent = browser.post(alexa.address(**changes), {"form": form_token(known), "choice": "skip"})

    for answer in (shown, sent):
        assert answer.status == 303
        assert answer.location.startswith(f"{REDIRECT}?error=")
        assert "code" not in answer.query


# What is written into fields and addresses.

TRICKS = [
    '"><script>alert(1)</script>',
    "{{ 7 * 7 }}",
    "' onfocus='alert(1)",
    "</textarea>&lt;",
    "\u202e\u2066gnp",
]


@pytest.mark.parametrize("trick", TRICKS)
def test_no_field_becomes_more_than_text(browser: Browser, alexa: Alexa, trick: str) -> None:
    page = browser.get(alexa.address(state="ok", unheard=trick, ui_locales=f"en-US {trick}"))
    names = ("name", "email", "line1", "line2", "city", "region", "postal_code", "voice_code")
    known = {tag for tag, _ in page.page.tags}

    shown = browser.submits(page, "pay", **dict.fromkeys(names, trick))

    assert shown.status == 422
    assert {tag for tag, _ in shown.page.tags} <= known | {"div"}
    assert all(not name.startswith("on") for _, attrs in shown.page.tags for name in attrs)
    assert all(shown.page.values[name] == trick for name in names)


@pytest.mark.parametrize("state", ["a\r\nSet-Cookie: x=1", "a\x00b", "é"])
def test_no_state_becomes_a_header(browser: Browser, alexa: Alexa, state: str) -> None:
    answer = browser.get(alexa.address(state=state))

    assert answer.query == {"error": "invalid_request"}
    assert answer.location.isascii()


@pytest.mark.parametrize("address", ["", "/x", "javascript:alert(1)", "https://a.example/\r\nX: y", "https://a b"])
def test_nobody_is_sent_to_what_is_no_address(address: str) -> None:
    with pytest.raises(ValueError, match="visible ASCII"):
        redirect(address)


# Pages that stay ours.


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_keeps_others_out(browser: Browser, path: str) -> None:
    answer = browser.get(BASE + path)

    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "max-age" in answer.headers["strict-transport-security"]
    if answer.headers["content-type"].startswith("text/html"):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["cache-control"] == "no-store"
        sources = [it.get("src") or it.get("href") for _, it in answer.page.tags if "src" in it or "href" in it]
        assert all(str(it).startswith(BASE) for it in sources)
        assert "<script" not in answer.body
        assert " style=" not in answer.body


# What nobody should send.


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/nowhere", 404),
        ("PUT", "/authorise", 405),
        ("DELETE", "/token", 405),
        ("GET", "/token", 405),
        ("GET", "/revoke", 405),
        ("GET", "/webhooks/ppro", 405),
        ("GET", "/consent/choice", 405),
        ("POST", "/consent/return/x", 405),
        ("POST", "/style.css", 405),
        ("OPTIONS", "/authorise", 405),
        ("X" * 500, "/authorise", 405),
        ("GET", "/../etc/passwd", 404),
        ("GET", "/authorise/\x00", 404),
    ],
)
def test_a_wrong_method_or_path_is_refused(house: House, method: str, path: str, status: int) -> None:
    answer = asked(house.door, event(method, path))

    assert answer.status == status
    assert ("allow" in answer.headers) == (status == 405)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("choice=skip", "text/plain", 415),
        ("choice=skip", "multipart/form-data", 415),
        ('{"choice": "skip"}', "application/json", 415),
        ("choice=skip&choice=pay", "application/x-www-form-urlencoded", 400),
        ("name=%C3%28&choice=skip", "application/x-www-form-urlencoded; charset=utf-16", 400),
        ("name=" + "x" * 30_000, "application/x-www-form-urlencoded", 413),
        ("&".join(f"f{n}" for n in range(60)), "application/x-www-form-urlencoded", 400),
    ],
)
def test_a_body_that_is_no_form_is_refused(
    browser: Browser, alexa: Alexa, body: str, kind: str, status: int
) -> None:
    browser.get(alexa.address())

    answer = browser.post(alexa.address(), body, content_type=kind)

    assert answer.status == status
    assert answer.headers["content-type"].startswith("text/html")


def test_a_button_that_does_not_exist_is_refused(browser: Browser, alexa: Alexa) -> None:
    assert browser.submits(browser.get(alexa.address()), "free").status == 400


@pytest.mark.parametrize("secret", ["store", "secret"])
def test_trouble_of_our_own_is_told_kindly(house: House, browser: Browser, alexa: Alexa, secret: str) -> None:
    page = browser.get(alexa.address())
    house.desk.is_down, house.secret.is_down = secret == "store", secret == "secret"

    answer = browser.submits(page, "skip")

    assert answer.status == 503
    assert "on our side" in answer.page.words


ODD_EVENTS: list[Any] = [
    None,
    {},
    [],
    "text",
    {"version": "1.0", "httpMethod": "GET", "path": "/"},
    {"session": {}, "request": {"type": "LaunchRequest"}},
    event("GET", "/authorise", query="x" * 10_000),
    event("GET", "/authorise", query="a=%FF"),
    event("POST", "/token", body=b"x" * 300_000),
    {**event("POST", "/token"), "body": "not base64!", "isBase64Encoded": True},
    {**event("POST", "/token"), "body": 5},
    {**event("GET", "/"), "rawPath": None},
    {**event("GET", "/"), "headers": None, "cookies": None, "body": None},
    {**event("GET", "/"), "headers": [], "cookies": [5]},
]


@pytest.mark.parametrize("given_event", ODD_EVENTS, ids=str)
def test_no_event_makes_the_door_fail(house: House, given_event: Any) -> None:
    answer = asked(house.door, given_event)

    assert 400 <= answer.status < 500


@settings(max_examples=150)
@given(
    method=st.sampled_from(["GET", "POST", "HEAD"]),
    path=st.sampled_from(["/authorise", "/token", "/revoke", "/consent", "/consent/x", "/consent/choice"])
    | st.text(max_size=20).map(lambda text: f"/{text}"),
    query=st.text(max_size=40) | st.just("client_id=alexa&redirect_uri=" + REDIRECT),
    body=st.binary(max_size=60) | st.text("=&%+abc\u00e9", max_size=40).map(lambda text: text.encode()),
    headers=st.dictionaries(
        st.sampled_from(["content-type", "authorization", "origin", "accept-language", "cookie"]),
        st.sampled_from(["application/x-www-form-urlencoded"]) | st.text(max_size=30),
    ),
    cookies=st.lists(st.text(max_size=30), max_size=3),
    encoded=st.booleans(),
)
def test_no_request_at_all_makes_the_door_fail(
    *, method: str, path: str, query: str, body: bytes, encoded: bool, **more: Any
) -> None:
    given_event = event(method, path, query=query, body=body, **more)
    if not encoded:
        given_event |= {"body": body.decode("latin-1"), "isBase64Encoded": False}

    answer = asked(_HOUSE.door, given_event)

    assert 200 <= answer.status < 500
    assert all("\n" not in value and "\r" not in value for value in answer.headers.values())


_HOUSE = House()


def test_a_body_may_come_as_it_is_or_in_base64(house: House, browser: Browser, alexa: Alexa) -> None:
    page = browser.get(alexa.address())
    body = urlencode({"form": form_token(page), "choice": "skip", "name": "Zoë"})
    answers = []
    for encoded in (True, False):
        given_event = event("POST", "/authorise", query=page.page.action.partition("?")[2])
        given_event["headers"] = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
        }
        given_event["cookies"] = [f"{name}={value}" for name, value in browser.cookies.items()]
        given_event |= {
            "isBase64Encoded": encoded,
            "body": base64.b64encode(body.encode()).decode() if encoded else body,
        }
        answers.append(asked(house.door, given_event).status)

    assert answers == [303, 303]
    assert {link.name for link in house.desk.kept.links.values()} == {"Zoë"}


def test_heads_are_told_without_bodies(house: House) -> None:
    answer = asked(house.door, event("HEAD", "/style.css"))

    assert (answer.status, answer.body) == (200, "")


def nested(depth: int) -> object:
    value: object = None
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "bad",
    [
        {"headers": {"a": nested(50_000)}},
        {"headers": {"a": 5}},
        {"headers": {"a": "\ud800"}},
        {"cookies": [nested(50_000)]},
        {"cookies": ["a=\ud800"]},
        {"rawPath": nested(50_000)},
        {"rawPath": "/consent/\ud800"},
        {"rawQueryString": nested(50_000)},
        {"requestContext": {"domainName": nested(50_000), "http": {"method": "GET"}}},
        {"requestContext": {"domainName": HOST, "http": {"method": nested(50_000)}}},
    ],
    ids=range(10),
)
def test_what_is_no_text_is_refused_before_anybody_reads_it(house: House, bad: dict[str, object]) -> None:
    assert asked(house.door, {**event("GET", "/consent"), **bad}).status == 400


def test_a_lone_surrogate_behind_a_true_request_is_refused_and_nothing_fails(house: House, alexa: Alexa) -> None:
    query = urlsplit(alexa.address()).query

    answers = [
        asked(house.door, event("GET", "/authorise", query=f"{query}{bad}")) for bad in ("&x=\ud800", "&\udc00")
    ]

    assert [answer.status for answer in answers] == [400, 400]


def test_very_many_cookies_take_no_time(house: House) -> None:
    cookies = [f"c{number}=x" for number in range(100_000)]
    began = time.thread_time()

    answer = asked(house.door, event("GET", "/consent", cookies=cookies))

    assert answer.status == 200
    assert time.thread_time() - began < 5
