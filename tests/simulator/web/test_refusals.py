"""What Alexa refuses, on the page: the rule, the answer that broke it, and what the customer hears instead."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from simulator.cloud.double import Cloud
from simulator.stage.function import Handler
from simulator.web.application import create_app
from simulator.web.visits import Visits
from tests.simulator.small_shop import a_response, speech

ID = "a-visit-with-a-refusal"


@pytest.fixture(scope="module")
def visits() -> Iterator[Visits]:
    with Cloud() as cloud:
        yield Visits(cloud)


@pytest.fixture
def client(visits: Visits) -> FlaskClient:
    visits.begin(ID)
    return create_app(visits).test_client()


def test_a_refused_answer_is_shown_with_its_rule(client: FlaskClient, visits: Visits) -> None:
    text = _opened(client, visits, lambda event, context: a_response(outputSpeech=speech("<b>loud</b>")))

    assert "Rule: SSML may hold only the tags that Alexa knows" in text
    assert "Found: &lt;b&gt;" in text
    assert "&lt;b&gt;loud" in text
    assert "Says: Sorry" in text


def test_a_skill_that_raises_is_told_without_a_traceback(client: FlaskClient, visits: Visits) -> None:
    def raises(event: dict[str, Any], context: object) -> object:
        raise KeyError("price")

    text = _opened(client, visits, raises)

    assert "the skill raised KeyError" in text
    assert "Says: Sorry" in text
    assert "Traceback" not in text


def test_the_calls_before_a_refusal_are_shown(client: FlaskClient, visits: Visits) -> None:
    """The real skill, whose response is spoilt on its way."""
    with visits.entered(ID) as visit:
        take = visit.room.alexa.take
        spoilt = a_response(outputSpeech={"type": "Song"})
        visit.room.alexa.take = lambda speaker, request, _, **more: take(  # type: ignore[method-assign]
            speaker, request, spoilt, **more
        )

    client.post(f"/visit/{ID}/tell", data={"line": "open no nicks"})

    assert "1 call," in client.get(f"/visit/{ID}").text


def _opened(client: FlaskClient, visits: Visits, skill: Handler) -> str:
    """What the page shows after this skill was opened."""
    with visits.entered(ID) as visit:
        visit.room.handler = skill
    client.post(f"/visit/{ID}/tell", data={"line": "open no nicks"})
    return client.get(f"/visit/{ID}").text
