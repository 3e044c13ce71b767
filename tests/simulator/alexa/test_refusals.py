"""What Alexa lets pass, what it refuses besides the one case of each rule, and that nothing else comes of it."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from ask_sdk_model.directive import Directive
from ask_sdk_model.supported_interfaces import SupportedInterfaces
from hypothesis import given
from hypothesis import strategies as st

from simulator.alexa.responses import checked, words_of
from simulator.alexa.rulebook import RULES
from simulator.alexa.rules import RuleBroken
from simulator.alexa.ssml import plain_text
from simulator.customers import Device
from tests.simulator.small_shop import a_directive, a_response, a_setup, speech

SPEAKER, SHOW = Device("kitchen"), Device.of_kind("show")
SETUP = a_directive("Setup", a_setup())
ELICIT = {"type": "Dialog.ElicitSlot", "slotToElicit": "quantity"}
LONG = "a" * 8001
EVERYTHING = Device("lab", interfaces={name: {} for name in SupportedInterfaces.attribute_map.values()})


def check(response: object, *, request_type: str = "IntentRequest", device: Device = SPEAKER) -> dict[str, Any]:
    return checked(response, request_type=request_type, device=device)


def simple(**members: object) -> dict[str, Any]:
    return {"type": "Simple", "title": "t", "content": "c", **members}


def standard(**members: object) -> dict[str, Any]:
    return {"type": "Standard", "title": "t", "text": "c", **members}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"outputSpeech": speech("<amazon:effect name='whispered'>A &amp; B</amazon:effect>")},
        {"outputSpeech": speech("<voice name='Joanna'><lang xml:lang='en-US'>Hi</lang></voice>")},
        {"outputSpeech": speech("<prosody rate='slow' pitch='+5%' volume='-2dB'>Hi</prosody>")},
        {"outputSpeech": speech("<say-as interpret-as='date' format='mdy'>1/2/2026</say-as>")},
        {"outputSpeech": {"type": "PlainText", "text": "Hello", "playBehavior": "REPLACE_ALL"}},
        {"outputSpeech": {"type": "PlainText", "text": "Salt & pepper <3"}},
        {"outputSpeech": speech("a" * 7980), "card": simple(content="a" * 7999)},
        {"card": standard(image={"smallImageUrl": "https://x.example/s.png"})},
        {"card": {"type": "AskForPermissionsConsent", "permissions": ["alexa::profile:email:read"]}},
        {"card": {"type": "LinkAccount"}},
        {"directives": [SETUP], "shouldEndSession": True},
        {"directives": [SETUP], "outputSpeech": speech("One moment.")},
        {"directives": [ELICIT], "shouldEndSession": False},
        {"directives": [], "reprompt": {"outputSpeech": speech("Well?")}, "shouldEndSession": False},
    ],
)  # fmt: skip
def test_a_lawful_response_passes_unchanged(body: Mapping[str, Any]) -> None:
    response = a_response(**body)

    assert check(response) == response


@pytest.mark.parametrize("kind", sorted(Directive.discriminator_value_class_map))
def test_every_directive_of_the_sdk_is_known_and_some_device_can_do_it(kind: str) -> None:
    response = a_response(directives=[{"type": kind}])

    assert rule_broken_by(check, response, device=EVERYTHING) not in {"directive-type", "directive-device"}


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"directives": [{}]}, "directive-type"),
        ({"directives": [SETUP, {"type": "Connections.StartConnection"}]}, "connection-one"),
        ({"directives": [{**SETUP, "payload": None}]}, "connection-payload"),
        ({"directives": [{**SETUP, "shouldEndSession": True}]}, "members"),
        ({"outputSpeech": {"type": "SSML", "ssml": "<speak>a</speak> b"}}, "ssml-root"),
        ({"outputSpeech": {"type": "SSML", "ssml": "<speak>a</speak><speak>b</speak>"}}, "ssml-root"),
        ({"outputSpeech": speech("<speak>a</speak>")}, "ssml-root"),
        ({"outputSpeech": speech("a < b")}, "ssml-xml"),
        ({"outputSpeech": speech("<p>a")}, "ssml-xml"),
        ({"outputSpeech": speech("a &nbsp; b")}, "ssml-xml"),
        ({"outputSpeech": speech("<img src='https://x.example/a.png'/>")}, "ssml-tag"),
        ({"outputSpeech": speech("<s>a<p>b</p></s>")}, "ssml-nesting"),
        ({"outputSpeech": speech("<sub alias='a'><p>b</p></sub>")}, "ssml-nesting"),
        ({"outputSpeech": speech("<prosody>a</prosody>")}, "ssml-needs"),
        ({"outputSpeech": speech("<audio/>")}, "ssml-needs"),
        ({"outputSpeech": speech("<prosody rate='10%'>a</prosody>")}, "ssml-value"),
        ({"outputSpeech": speech("<break time='1 second'/>")}, "ssml-break"),
        ({"outputSpeech": {"type": "SSML"}}, "speech-words"),
        ({"outputSpeech": {"type": ["SSML"], "ssml": "<speak/>"}}, "speech-type"),
        ({"outputSpeech": {"type": "PlainText", "text": "a", "ssml": "<speak/>"}}, "members"),
        ({"reprompt": {"outputSpeech": speech(LONG)}, "shouldEndSession": False}, "speech-length"),
        ({"reprompt": {"outputSpeech": speech("<b/>")}, "shouldEndSession": False}, "ssml-tag"),
        ({"reprompt": {"outputSpeech": speech("a")}, "shouldEndSession": True}, "reprompt-ended"),
        ({"card": {}}, "card-type"),
        ({"card": standard(content="c")}, "card-members"),
        ({"card": {"type": "LinkAccount", "title": "t"}}, "card-members"),
        ({"card": standard(title="a" * 7000, text="a" * 1001)}, "card-length"),
        ({"card": standard(image={})}, "card-image-members"),
        ({"card": {"type": "AskForPermissionsConsent"}}, "consent-names"),
        ({"card": {"type": "AskForPermissionsConsent", "permissions": "a::b"}}, "consent-names"),
        ({"card": {"type": "AskForPermissionsConsent", "permissions": ["a::b:c", "a::b:c"]}}, "consent-names"),
    ],
)  # fmt: skip
def test_an_unlawful_response_is_refused_by_its_rule(body: Mapping[str, Any], name: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        check(a_response(**body))

    assert refusal.value.name == name


@pytest.mark.parametrize("response", [None, "Hello", {"response": {}}, {"version": "1.0", "response": None}])
def test_what_is_no_response_at_all_is_refused(response: object) -> None:
    with pytest.raises(RuleBroken):
        check(response)


@pytest.mark.parametrize("value", [{1, 2}, float("nan"), b"a", object(), "\ud800"])
def test_what_json_cannot_say_never_arrives(value: object) -> None:
    with pytest.raises(RuleBroken, match="must be JSON"):
        check({**a_response(), "sessionAttributes": {"a": value}})


def test_a_response_that_holds_itself_never_arrives() -> None:
    endless: dict[str, Any] = {}
    endless["a"] = endless

    with pytest.raises(RuleBroken, match="must be JSON"):
        check({**a_response(), "sessionAttributes": endless})


@pytest.mark.parametrize("body", [{"outputSpeech": speech("Bye")}, {"card": simple()}, {"directives": [SETUP]}])
@pytest.mark.parametrize("request_type", ["SessionEndedRequest", "AlexaSkillEvent.SkillDisabled"])
def test_nothing_may_be_said_when_nobody_is_there(body: Mapping[str, Any], request_type: str) -> None:
    with pytest.raises(RuleBroken, match="in answer to"):
        check(a_response(**body), request_type=request_type)


def test_a_refusal_tells_the_rule_what_came_and_where_to_read() -> None:
    with pytest.raises(RuleBroken) as refusal:
        check(a_response(card=simple(type="Fancy")))

    assert str(refusal.value) == (
        "a card is one of Simple, Standard, LinkAccount, AskForPermissionsConsent "
        '(found: Fancy; see "Include a Card in Your Skill\'s Response")'
    )


@pytest.mark.parametrize(
    ("ssml", "heard"),
    [
        ("<speak>Salt &amp; <emphasis level='strong'>pepper</emphasis></speak>", "Salt & pepper"),
        ("<speak><p>One</p><p>two</p> <s>three</s></speak>", "One two three"),
        ("<speak>A<break time='1s'/>B <sub alias='aluminium'>Al</sub></speak>", "A B aluminium"),
        ("<speak>  a\n b </speak>", "a b"),
    ],
)
def test_a_listener_hears_the_words_without_the_markup(ssml: str, heard: str) -> None:
    assert words_of({"type": "SSML", "ssml": ssml}) == heard


def rule_broken_by(act: Callable[..., object], *given: object, **named: object) -> str | None:
    """The name of the rule that this breaks; None when it breaks none. Lets every other error through."""
    try:
        act(*given, **named)
    except RuleBroken as refusal:
        return refusal.name
    return None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=20,
)
KNOWN = st.sampled_from(
    [
        "type", "outputSpeech", "ssml", "text", "card", "title", "content", "image", "smallImageUrl",
        "permissions", "directives", "reprompt", "shouldEndSession", "name", "payload", "token", "document",
        "datasources", "commands", "status", "uri", "updatedIntent", "slotToElicit", "version", "mainTemplate",
        "input",
    ]
)  # fmt: skip
VALUES = st.sampled_from(
    [
        "SSML", "PlainText", "<speak>a</speak>", "<speak><p/></speak>", "Simple", "Standard", "APL",
        "AskForPermissionsConsent", "https://x.example/a", "Connections.SendRequest",
        "Connections.StartConnection", "Dialog.ElicitSlot", "Alexa.Presentation.APL.RenderDocument",
        "Alexa.Presentation.APL.ExecuteCommands", "Tasks.CompleteTask", "Setup", "2024.3",
    ]
)  # fmt: skip
LIKELY = st.recursive(
    st.none() | st.booleans() | st.integers() | VALUES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KNOWN, inner, max_size=6),
    max_leaves=40,
)


@given(JSON | LIKELY, st.sampled_from(["IntentRequest", "LaunchRequest", "SessionEndedRequest"]), st.booleans())
def test_any_answer_passes_or_breaks_a_rule(answer: object, request_type: str, with_screen: bool) -> None:
    device = SHOW if with_screen else SPEAKER

    for response in (answer, a_response() | {"response": answer}):
        broken = rule_broken_by(check, response, request_type=request_type, device=device)
        assert broken is None or broken in RULES


@given(st.text(max_size=100), st.sampled_from(["{}", "<speak>{}</speak>", "<speak><p>{}</p></speak>"]))
def test_any_markup_is_read_or_breaks_a_rule(text: str, around: str) -> None:
    broken = rule_broken_by(plain_text, around.format(text))

    assert broken is None or broken.startswith("ssml")
