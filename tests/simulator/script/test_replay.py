"""Replay files of `ask dialog`: what a script becomes there and back, and what is turned down."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.script.lines import BadScript, read_arguments, read_text
from simulator.script.replay import Replay, read_replay, replay_of

WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Z")), min_size=1).filter(
    lambda text: text[0] not in "!>#." and len(text.splitlines()) == 1
)


def a_file(folder: Path, **changes: object) -> Path:
    """A good replay file, with some members changed; None takes one away."""
    document = {
        "skillId": "amzn1.ask.skill.12345678-1234-1234-1234-123456789123",
        "locale": "en-GB",
        "type": "text",
        "userInput": ["open tea corner", " green tea ", ".quit"],
        **changes,
    }
    path = folder / "replay.json"
    present = {member: value for member, value in document.items() if value is not None}
    path.write_text(json.dumps(present), encoding="utf-8")
    return path


def as_ask_dialog_reads_it(text: str) -> list[str]:
    """The inputs, once they passed what ask-cli demands of a replay file."""
    document: dict[str, Any] = json.loads(text)
    assert set(document) == {"skillId", "locale", "type", "userInput"}
    assert document["type"] == "text"
    assert all(document[member].strip() for member in ("skillId", "locale"))
    inputs: list[str] = [each.strip() for each in document["userInput"]]
    assert all(inputs)
    assert [each for each in inputs if each.startswith(".")] == [".quit"]
    assert inputs[-1] == ".quit"
    return inputs[:-1]


@given(st.lists(WORDS, min_size=1, max_size=5), st.sampled_from(["en-US", "de-DE", "ja-JP"]))
def test_what_is_said_stays_the_same_on_the_way_to_a_script_and_back(said: list[str], locale: str) -> None:
    replay = Replay(said, locale, "amzn1.ask.skill.1")

    again = replay_of(read_text("script", replay.as_script()), skill_id=replay.skill_id)

    assert again == replay
    assert not again.left_out
    assert as_ask_dialog_reads_it(replay.as_json()) == said


def test_a_script_becomes_what_is_said_and_the_rest_is_told() -> None:
    lines = (
        "!device hall show en-GB", "!pay late", "open tea corner", "# a remark", "green tea", "> directive Setup",
        "!locale de-DE", ".five", "yes",
    )  # fmt: skip

    replay = replay_of(read_arguments(lines))

    assert as_ask_dialog_reads_it(replay.as_json()) == ["open tea corner", "green tea", "yes"]
    assert replay.locale == "en-GB"
    assert [note.split(": ")[1] for note in replay.left_out] == [
        "left out '!pay late'",
        "left out '> directive Setup'",
        "left out '!locale de-DE'",
        "left out '.five'",
    ]


def test_a_script_in_which_nothing_is_said_becomes_no_replay_file() -> None:
    with pytest.raises(BadScript, match="expected something that the customer says"):
        replay_of(read_arguments(["!leave"]))


def test_a_replay_file_is_read_up_to_quit(tmp_path: Path) -> None:
    path = a_file(tmp_path, userInput=["open tea corner", ".record x.json", "yes", ".QUIT", "no"])

    replay = read_replay(path)

    assert replay.utterances == ["open tea corner", "yes"]
    assert [note.partition(": ")[2] for note in replay.left_out] == [
        "userInput[1]: left out '.record x.json': ask dialog takes what begins with a full stop "
        "for a command to itself",
        "userInput[3]: nothing is said after .quit",
    ]
    assert replay.as_script().splitlines()[1:] == ["!locale en-GB", "open tea corner", "yes"]


def test_a_byte_order_mark_and_members_that_nobody_knows_do_no_harm(tmp_path: Path) -> None:
    path = a_file(tmp_path, comment="mine", type=None)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert read_replay(path).utterances == ["open tea corner", "green tea"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"skillId": None}, "skillId: expected the skill's id, such as amzn1.ask.skill."),
        ({"skillId": "  "}, 'skillId: expected the skill\'s id'),
        ({"locale": "english"}, 'locale: expected a locale such as en-US, found "english"'),
        ({"locale": 7}, "found 7"),
        ({"type": "speech"}, 'type: expected "text", found "speech"'),
        ({"userInput": None}, "userInput: expected a list of what the customer says, found nothing"),
        ({"userInput": []}, "found []"),
        ({"userInput": "yes"}, 'found "yes"'),
        ({"userInput": ["yes", 1]}, "userInput[1]: expected words, found 1"),
        ({"userInput": ["yes", " "]}, 'userInput[1]: expected words, found " "'),
        ({"userInput": ["yes\nno"]}, r'userInput[0]: expected one line, found "yes\nno"'),
        ({"userInput": ["!leave"]}, "userInput[0]: expected words: in a script ! begins something else"),
        ({"userInput": [".quit"]}, "userInput: expected something that the customer says before .quit"),
    ],
)  # fmt: skip
def test_a_bad_replay_file_is_told_by_member(tmp_path: Path, changes: dict[str, object], expected: str) -> None:
    path = a_file(tmp_path, **changes)

    with pytest.raises(BadScript) as caught:
        read_replay(path)

    assert str(caught.value).startswith(f"{path}: ")
    assert expected in str(caught.value)


def test_all_bad_members_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadScript) as caught:
        read_replay(a_file(tmp_path, skillId=1, locale=2, type=3, userInput=[4, 5]))

    assert len(str(caught.value).splitlines()) == 5


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", ":1: expected JSON"),
        (b'{\n  "skillId": }', ":2: expected JSON (Expecting value, column 14)"),
        (b"[1]", "expected a JSON object with skillId, locale and userInput, found [1]"),
        (b"\xff\xfe{", ":1: expected text in UTF-8, found the byte 0xff"),
        (b"[" * 100_000, "expected a JSON object"),
    ],
)
def test_a_file_that_is_no_json_object_is_told(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(content)

    with pytest.raises(BadScript) as caught:
        read_replay(path)

    assert expected in str(caught.value)


def test_a_replay_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadScript, match="cannot be read: No such file"):
        read_replay(tmp_path / "nowhere.json")
