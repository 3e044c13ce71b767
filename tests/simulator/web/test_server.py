"""The server without a browser: what it answers, what it refuses, and what it keeps."""

import re

import pytest
from flask.testing import FlaskClient

from simulator.web.playing import LONGEST_SCRIPT
from simulator.web.visits import Visits

VISIT = "/visit/a-visit-of-the-tests"


def test_everybody_who_arrives_gets_a_room_of_their_own(client: FlaskClient) -> None:
    first, second = client.get("/"), client.get("/")

    assert first.status_code == second.status_code == 303
    assert first.location != second.location
    assert client.get(first.location).status_code == 200


def test_the_page_has_no_script_or_style_between_its_lines(client: FlaskClient) -> None:
    text = client.get(VISIT).text

    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", text)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", text)


@pytest.mark.parametrize(
    "address",
    [
        "/nowhere",
        "/visit/short",
        "/visit/..%2f..%2fetc%2fpasswd",
        "/visit/long-enough-but.with-a-dot",
        "/visit/long-enough-but-with-an-\u00e9",
        "/visit/long-enough-but-with-a-zero%00",
        f"{VISIT}/tell",
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(client: FlaskClient, address: str) -> None:
    answer = client.get(address)

    assert 400 <= answer.status_code < 500
    assert "That did not work" in answer.text


def test_a_fault_of_our_own_is_no_traceback(client: FlaskClient, visits: Visits) -> None:
    with visits.entered(VISIT.rpartition("/")[2]) as visit:
        visit.scenes.append("no scene")  # type: ignore[arg-type]

    answer = client.get(VISIT)

    assert answer.status_code == 500
    assert "AttributeError" in answer.text
    assert "Traceback" not in answer.text


def test_a_room_that_is_gone_is_opened_anew_and_says_so_once(client: FlaskClient) -> None:
    assert "This room was closed" in client.get(VISIT).text
    assert "This room was closed" not in client.get(VISIT).text


@pytest.mark.parametrize(
    ("order", "data"), [("tell", {"line": "yes"}), ("play", {"how": "next"})], ids=["said", "played"]
)
def test_an_order_to_a_room_that_is_gone_says_so(client: FlaskClient, order: str, data: dict[str, str]) -> None:
    client.post(f"{VISIT}/{order}", data=data)

    assert "This room was closed" in client.get(VISIT).text


def test_the_room_that_nobody_has_entered_for_longest_makes_room(client: FlaskClient, visits: Visits) -> None:
    rooms = [client.get("/").location.rpartition("/")[2] for _ in range(3)]
    client.get(f"/visit/{rooms[0]}")

    client.get("/")

    assert len(visits) == 3
    assert rooms[0] in visits
    assert rooms[1] not in visits


def test_what_is_said_is_shown_as_text(client: FlaskClient) -> None:
    client.post(f"{VISIT}/tell", data={"line": "open no nicks"})
    client.post(f"{VISIT}/tell", data={"line": "<script>alert(1)</script>"})

    text = client.get(VISIT).text

    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_words_of_a_form_are_taken_as_one_word_each(client: FlaskClient) -> None:
    client.post(f"{VISIT}/tell", data={"line": "!customer", "word": "Ann O'Hara"})

    assert "Ann O&#39;Hara speaks from now on" in client.get(VISIT).text


@pytest.mark.parametrize("data", [{}, {"line": ""}, {"line": "  "}, {"line": "!customer", "word": ""}])
def test_nothing_said_is_nothing_done(client: FlaskClient, visits: Visits, data: dict[str, str]) -> None:
    client.post(f"{VISIT}/tell", data=data)

    with visits.entered(VISIT.rpartition("/")[2]) as visit:
        assert visit.scenes == []


def test_line_breaks_make_no_second_line_of_a_script(client: FlaskClient) -> None:
    client.post(f"{VISIT}/tell", data={"line": "open no nicks\n!cold"})

    assert "open no nicks !cold\n" in client.get(f"{VISIT}/script.txt").text


def test_the_script_is_a_file_that_plays_again(client: FlaskClient) -> None:
    for line in ("open no nicks", "a starter kit", "yes"):
        client.post(f"{VISIT}/tell", data={"line": line})
    file = client.get(f"{VISIT}/script.txt")

    client.post(f"{VISIT}/load", data={"script": file.text, "fresh": "1"})
    client.post(f"{VISIT}/play", data={"how": "rest"})

    assert "attachment" in file.headers["Content-Disposition"]
    assert 'id="charged">9.00 USD<' in client.get(VISIT).text


def test_a_script_plays_on_after_trouble_that_it_expects(client: FlaskClient, visits: Visits) -> None:
    client.post(f"{VISIT}/load", data={"script": "a starter kit\nopen no nicks"})
    client.post(f"{VISIT}/play", data={"how": "rest"})

    with visits.entered(VISIT.rpartition("/")[2]) as visit:
        assert len(visit.scenes) == 1
        assert visit.playing is not None
        assert visit.playing.played == 1


@pytest.mark.parametrize(
    "script",
    ["", "# only a remark", "!foo", "a\n" * 50_001, "a\n" * 2_001, "a" * 2_001],
    ids=["empty", "remark", "bad", "large", "long", "wide"],
)
def test_a_script_that_cannot_be_played_changes_nothing(client: FlaskClient, script: str) -> None:
    client.post(f"{VISIT}/tell", data={"line": "open no nicks"})

    answer = client.post(f"{VISIT}/load", data={"script": script, "fresh": "1"})

    assert answer.status_code == 422
    assert 'class="problem"' in answer.text
    assert "Welcome to No Nicks" in answer.text


def test_the_largest_script_can_be_sent_in_any_alphabet(client: FlaskClient) -> None:
    script = f"{'あ' * 1_999}\n" * 50

    answer = client.post(f"{VISIT}/load", data={"script": script}, content_type="multipart/form-data")

    assert len(script) == LONGEST_SCRIPT
    assert answer.status_code == 303


def test_a_shared_script_waits_to_be_played(client: FlaskClient) -> None:
    answer = client.get("/", query_string={"script": "open no nicks\nyes"}, follow_redirects=True)

    assert "0 of 2 played" in answer.text
    assert "Welcome" not in answer.text


def test_a_line_longer_than_breath_is_refused_in_a_sentence(client: FlaskClient) -> None:
    answer = client.post(f"{VISIT}/tell", data={"line": "a " * 2_000})

    assert answer.status_code == 413
    assert "Nobody says" in answer.text
