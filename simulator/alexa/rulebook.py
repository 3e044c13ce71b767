"""Every rule by which pretend Alexa refuses a response, once, with the vendor's page that has it.

The code that checks a rule names it by its key; `{blanks}` are filled there. A few rules are stricter than what
Alexa is known to refuse, because what they catch is never what a skill meant: those that say "never heard",
"pretend Alexa" or "only members that Alexa knows".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

JSON = "Request and Response JSON Reference"
SSML = "Speech Synthesis Markup Language (SSML) Reference"
DIALOG = "Dialog Interface Reference"
APL = "Alexa.Presentation.APL Interface Reference"
DOCUMENT = "APL Document"
SESSION = "Manage the Skill Session and Session Attributes"
CARDS = "Include a Card in Your Skill's Response"
PERMISSIONS = "Configure Permissions for Customer Information in Your Skill"
EVENTS = "Skill Events in Alexa Skills"
PAY = "Amazon Pay APIs for Alexa"
CONNECTIONS = "Use Skill Connections to Request Tasks"
SYSTEM = "System Interface Reference"

MAX_SPEECH = 8000
MAX_CARD = 8000
MAX_URL = 2000
MAX_RESPONSE_BYTES = 120 * 1024
LONGEST_WAIT = 8.0
"""How many seconds Alexa waits for a skill (ASK "Request and Response JSON Reference")."""
MAX_AUDIO_CLIPS = 5
MAX_BREAK_SECONDS = 10.0


@dataclass(frozen=True)
class Rule:
    """What Alexa asks for, and the page that says so."""

    text: str
    page: str

    @property
    def told(self) -> str:
        """The text for a reader who has no case in hand: its blanks are left open."""
        return re.sub(r"\{\w+\}", "…", self.text)


_TEXTS: Mapping[str, Mapping[str, str]] = {
    JSON: {
        "in-time": f"an answer comes within {LONGEST_WAIT:g} seconds",
        "json": "a response must be JSON",
        "size": "a response has at most 120 kB",
        "envelope": "a response is an object",
        "members": "{where} has only members that Alexa knows",
        "version": 'a response has the version "1.0"',
        "attributes": "sessionAttributes is an object",
        "body": "a response has a member named response",
        "ends": "shouldEndSession is true or false",
        "fits-request": "{member} answers {request} only",
        "speech": "{where} is an object",
        "speech-type": "{where} is of type PlainText or SSML",
        "speech-words": "{where} of type {kind} has its words in {member}",
        "speech-empty": "{where} is never empty",
        "speech-length": f"{{where}} has at most {MAX_SPEECH} characters",
        "speech-behavior": "{where}.playBehavior is a known one",
        "reprompt": "a reprompt is an object",
        "reprompt-empty": "a reprompt has something to say: outputSpeech",
        "reprompt-directives": "a reprompt's directives are a list of Alexa.Presentation.APLA.RenderDocument",
        "directives": "directives is a list",
        "directive": "a directive is an object",
        "directive-type": "a directive is of a type that Alexa knows",
        "directive-device": "{kind} needs a device that supports {interface}",
        "ended-error": "an error ends a session for one of the reasons that Alexa has",
    },
    SESSION: {
        "nobody-there": "nothing may be said, shown or sent in answer to SessionEndedRequest",
        "reprompt-ended": "a reprompt needs shouldEndSession false: in an ended session it is never heard",
    },
    EVENTS: {"event-silent": "nothing may be said, shown or sent in answer to {request}"},
    SYSTEM: {"exception-silent": "nothing may be said, shown or sent in answer to {request}"},
    SSML: {
        "ssml-xml": "SSML must be well-formed XML: write & as &amp; and < as &lt;",
        "ssml-root": "SSML has one <speak> around everything",
        "ssml-tag": "SSML may hold only the tags that Alexa knows",
        "ssml-attribute": "the SSML tag <{tag}> has only attributes that Alexa knows: {known}",
        "ssml-value": "the attribute {attribute} of the SSML tag <{tag}> is {wanted}",
        "ssml-needs": "the SSML tag <{tag}> needs {wanted}",
        "ssml-nesting": "the SSML tag <{tag}> does not stand inside <{outer}>",
        "ssml-hollow": "the SSML tag <{tag}> holds no words",
        "ssml-clips": f"SSML may play at most {MAX_AUDIO_CLIPS} audio clips",
        "ssml-audio": "SSML audio must come over https or from soundbank://",
        "ssml-break": f"an SSML break has a time in s or ms, and lasts at most {MAX_BREAK_SECONDS:g} seconds",
    },
    CARDS: {
        "card": "a card is an object",
        "card-type": "a card is one of {known}",
        "card-members": "a {kind} card has only members that Alexa knows",
        "card-text": "a card's {member} is text",
        "card-length": f"a card's title, text and image URLs have at most {MAX_CARD} characters together",
        "card-image": "a card's image is an object",
        "card-image-members": "a card's image has a small URL, a large URL or both",
        "card-url": "the URL of a card's image is text",
        "card-url-https": "card images come over https",
        "card-url-length": f"the URL of a card's image has at most {MAX_URL} characters",
    },
    PERMISSIONS: {
        "consent-names": "a consent card names the permissions that it asks for, each once",
        "consent-scope": "a permission is written like payments:autopay_consent or alexa::profile:email:read",
    },
    PAY: {
        "connection-one": "a response holds one Connections directive at most",
        "connection-ends": "{kind} ends the session",
        "connection-reprompt": "{kind} ends the session, so there is no reprompt",
        "connection-name": "Connections.SendRequest has a name that Alexa knows",
        "connection-payload": "Connections.SendRequest has a payload",
        "connection-token": "Connections.SendRequest has a token",
    },
    CONNECTIONS: {
        "task-uri": "Connections.StartConnection has a uri that begins with connection://",
        "task-input": "the input of Connections.StartConnection is an object",
        "task-token": "the token of Connections.StartConnection is text",
        "task-completion": "onCompletion is RESUME_SESSION or SEND_ERRORS_ONLY",
        "task-status": "{kind} has a status with a code and a message",
    },
    DIALOG: {
        "dialog-request": "a Dialog directive answers an IntentRequest, unless its updatedIntent opens a dialog",
        "dialog-open": "a Dialog directive needs shouldEndSession false",
        "dialog-one": "a response holds one Dialog directive at most",
        "dialog-model": "a Dialog directive is for an intent in the model's dialog",
        "dialog-name": "the updatedIntent of {kind} has the name of the intent that was sent",
        "dialog-intent": "an updatedIntent is an object with a name",
        "dialog-slots": "an updatedIntent has only slots of its intent in the model",
        "dialog-slot-object": "a slot of an updatedIntent is an object that bears its own name",
        "dialog-status": "a confirmationStatus is NONE, CONFIRMED or DENIED",
        "dialog-elicit": "Dialog.ElicitSlot asks for a slot of an intent in the model",
        "dialog-confirm": "Dialog.ConfirmSlot asks about a slot of an intent in the model",
        "dialog-confirm-empty": "Dialog.ConfirmSlot asks about a slot that holds something",
        "dialog-delegate": "a dialog is led by Dialog.ElicitSlot: pretend Alexa plays no prompts of a model",
    },
    APL: {
        "apl-token": "{kind} has a token, which is text",
        "apl-document": "a RenderDocument directive has a document, which is an object",
        "apl-sources": "the {member} of a RenderDocument directive are an object of objects",
        "apl-commands": "the commands of {kind} are a list of objects with a type, and never empty",
        "apl-shown": "ExecuteCommands bears the token of the document on the screen",
    },
    DOCUMENT: {
        "apl-type": "a document is of type {known}",
        "apl-link": 'a document of type Link has its address in src ("doc://alexa/apl/documents/...")',
        "apl-version": 'an APL document has a version, written like "2024.3" or "1.9"',
        "apl-template": "an APL document has a mainTemplate, which is an object",
    },
}

RULES: Mapping[str, Rule] = MappingProxyType(
    {name: Rule(text, page) for page, texts in _TEXTS.items() for name, text in texts.items()}
)
"""All rules by name."""


def rows() -> list[tuple[str, str, str]]:
    """Every rule for a page to print: its name, what Alexa asks for, and the vendor's page that says so."""
    return [(name, rule.told, rule.page) for name, rule in RULES.items()]
