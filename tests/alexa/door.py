"""What every response and every log record of the door must be, whatever came in."""

import json
import logging
from typing import Any
from xml.parsers import expat

from tests.alexa.envelopes import Json
from voicetill.alexa.armour import LambdaHandler
from voicetill.alexa.handlers.faults import UnheardEventError

CARDS = {"Simple", "Standard", "AskForPermissionsConsent", "LinkAccount"}
HANDOFFS = {"Connections.SendRequest", "Connections.StartConnection"}
DIRECTIVES = {*HANDOFFS, "Dialog.ElicitSlot", "Alexa.Presentation.APL.RenderDocument"}


class Records(logging.Handler):
    """Keeps every record, as a log would be written: message, named fields, trace."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.kept: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.kept.append(record)

    @property
    def alarms(self) -> list[logging.LogRecord]:
        """What is a warning or worse."""
        return [record for record in self.kept if record.levelno >= logging.WARNING]

    @property
    def written(self) -> str:
        """Everything that a formatter could write of them."""
        formatter = logging.Formatter()
        return "\n".join(f"{formatter.format(record)} {record.__dict__!r}" for record in self.kept)


def knock(handler: LambdaHandler, event: object) -> tuple[Json, Records]:
    """Send an event, and return the response and what was logged meanwhile; the response must be a valid one."""
    records, root = Records(), logging.getLogger()
    level = root.level
    root.addHandler(records)
    root.setLevel(logging.DEBUG)
    try:
        answer = handler(event, None)
    except UnheardEventError as unheard:
        # Alexa sends it again; what Lambda writes of it is looked at like any other line.
        records.emit(logging.makeLogRecord({"msg": repr(unheard)}))
        answer = {"version": "1.0", "response": {}}
    finally:
        root.removeHandler(records)
        root.setLevel(level)
    check_response(answer)
    return answer, records


def check_response(answer: Json) -> None:
    """Check a response against the Request and Response JSON Reference, as far as we use it."""
    # As Lambda's runtime for Python 3.12 and later does: characters as they are, and no NaN.
    json.dumps(answer, ensure_ascii=False, allow_nan=False).encode()
    assert answer["version"] == "1.0"
    response = answer["response"]
    assert set(response) <= {"outputSpeech", "reprompt", "card", "directives", "shouldEndSession"}
    _check_speech(response.get("outputSpeech"))
    _check_speech(response.get("reprompt", {}).get("outputSpeech"))
    assert ("reprompt" in response) == (response.get("shouldEndSession") is False)
    assert response.get("card", {"type": "Standard"})["type"] in CARDS
    kinds = [directive["type"] for directive in response.get("directives", [])]
    assert set(kinds) <= DIRECTIVES
    if HANDOFFS.intersection(kinds):
        assert len(kinds) == 1
        assert response["shouldEndSession"] is True


def _check_speech(output: Any) -> None:
    if output is not None:
        assert set(output) == {"type", "ssml"}
        assert output["type"] == "SSML"
        assert len(output["ssml"]) <= 8000
        expat.ParserCreate().Parse(output["ssml"], True)
