"""What a client may ask for: everything missing, double, downgraded or foreign is a fault, of the right kind."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oauthlib.oauth2 import WebApplicationClient

from voicetill.domain.oauth import (
    LONGEST_STATE,
    Ask,
    Client,
    Fault,
    Returned,
    Shown,
    proves,
    read_ask,
    returning,
)

URI = "https://pitangui.amazon.com/api/skill/link/M1EXAMPLE"
OTHER = "https://layla.amazon.com/api/skill/link/M1EXAMPLE"
CLIENT = Client("alexa", frozenset({URI, OTHER}))
VERIFIER = "v" * 43
CHALLENGE = WebApplicationClient("alexa").create_code_challenge(VERIFIER, "S256")
WHOLE = {
    "client_id": "alexa",
    "redirect_uri": URI,
    "response_type": "code",
    "state": "a state",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


def asked(*more: tuple[str, str], **changes: str | None) -> Ask | Shown | Returned:
    pairs = [(name, value) for name, value in {**WHOLE, **changes}.items() if value is not None]
    return read_ask([*pairs, *more], CLIENT)


def test_a_whole_request_is_taken() -> None:
    assert asked() == Ask(URI, "a state", CHALLENGE)
    assert asked(redirect_uri=OTHER, scope="order read", unheard_of="1") == Ask(OTHER, "a state", CHALLENGE)


@pytest.mark.parametrize("client_id", [None, "", "Alexa", "alexa ", "someone"])
def test_an_unknown_client_is_shown_and_sent_nowhere(client_id: str | None) -> None:
    assert asked(client_id=client_id) == Shown("client_id")


@pytest.mark.parametrize(
    "uri",
    [
        None,
        "",
        URI + "/",
        URI + "?a=1",
        URI + "#",
        URI.upper(),
        URI.replace("https", "http"),
        "https://pitangui.amazon.com.thief.example/api/skill/link/M1EXAMPLE",
        "https://pitangui.amazon.com@thief.example/",
        "//thief.example",
        "javascript:alert(1)",
        URI + "\r\nLocation: https://thief.example",
    ],
)
def test_a_foreign_address_is_shown_and_sent_nowhere(uri: str | None) -> None:
    assert asked(redirect_uri=uri) == Shown("redirect_uri")


@pytest.mark.parametrize(("name", "value"), [("client_id", "alexa"), ("redirect_uri", URI)])
def test_a_second_name_or_address_is_shown_and_sent_nowhere(name: str, value: str) -> None:
    assert asked((name, value)) == Shown(name)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"response_type": None}, Fault.INVALID_REQUEST),
        ({"response_type": "token"}, Fault.UNSUPPORTED_RESPONSE_TYPE),
        ({"response_type": "code token"}, Fault.UNSUPPORTED_RESPONSE_TYPE),
        ({"code_challenge": None}, Fault.INVALID_REQUEST),
        ({"code_challenge": CHALLENGE[:-1]}, Fault.INVALID_REQUEST),
        ({"code_challenge": CHALLENGE + "="}, Fault.INVALID_REQUEST),
        ({"code_challenge_method": None}, Fault.INVALID_REQUEST),
        ({"code_challenge_method": "plain"}, Fault.INVALID_REQUEST),
        ({"code_challenge_method": "s256"}, Fault.INVALID_REQUEST),
        ({"scope": 'a "b"'}, Fault.INVALID_SCOPE),
        ({"scope": "a  b"}, Fault.INVALID_SCOPE),
    ],
)
def test_a_fault_of_a_known_client_goes_back_with_its_state(changes: dict[str, str], fault: Fault) -> None:
    returned = asked(**changes)

    assert returned == Returned(URI, "a state", fault)
    assert isinstance(returned, Returned)
    assert dict(parse_qsl(urlsplit(returned.address).query)) == {"error": fault.value, "state": "a state"}


@pytest.mark.parametrize("name", ["response_type", "code_challenge", "code_challenge_method", "scope"])
def test_whatever_comes_twice_is_a_fault(name: str) -> None:
    given_twice = asked((name, WHOLE.get(name, "a")), (name, "b"))

    assert isinstance(given_twice, Returned)


@pytest.mark.parametrize("state", [None, "", "ä", "a\r\nb", "\x00", "x" * (LONGEST_STATE + 1)])
def test_a_state_that_cannot_go_back_does_not(state: str | None) -> None:
    assert asked(state=state) == Returned(URI, "", Fault.INVALID_REQUEST)


@given(st.lists(st.tuples(st.sampled_from([*WHOLE, "scope"]), st.sampled_from([*WHOLE.values(), "", "é"]))))
def test_nobody_is_ever_sent_to_an_address_that_is_not_listed(pairs: list[tuple[str, str]]) -> None:
    answer = read_ask(pairs, CLIENT)

    assert isinstance(answer, Shown) or answer.redirect_uri in CLIENT.redirect_uris


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=60))
def test_a_state_comes_back_as_it_was(state: str) -> None:
    address = returning("https://client.example/done?vendor=1", code="c.d", state=state)

    told = WebApplicationClient("alexa").parse_request_uri_response(address, state=state)
    assert told["code"] == "c.d"
    assert ("vendor", "1") in parse_qsl(urlsplit(address).query)


@given(st.text("abcXYZ019-._~", min_size=43, max_size=128))
def test_the_right_verifier_proves_and_another_does_not(verifier: str) -> None:
    challenge = WebApplicationClient("alexa").create_code_challenge(verifier, "S256")

    assert proves(verifier, challenge)
    assert not proves(verifier[:-1] + "#", challenge)
    assert not proves(challenge, challenge)


@pytest.mark.parametrize("verifier", ["", "short", "v" * 129, "v" * 42 + "é", "v" * 42 + "\n"])
def test_an_odd_verifier_proves_nothing(verifier: str) -> None:
    assert not proves(verifier, CHALLENGE)
