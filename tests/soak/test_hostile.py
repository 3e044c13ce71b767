"""Hostile input, as much of it as fits into the tests; and that what finds faults would find them."""

import copy
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from time import monotonic
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soak.hostile import running, words
from soak.hostile.bending import bent
from soak.hostile.chance import Chance, Listed, Recorded, Rolled, one_of
from soak.hostile.judging import judge_html, judge_http
from soak.hostile.target import Meter, Target, Wrong
from soak.hostile.targets.every import TARGETS
from soak.hostile.trying import try_examples, try_named
from soak.hostile.values import junk, nested, written
from soak.options import Options, UnknownName

MOST = 14
# Where each input needs a room of its own, or several turns, fewer fit into the time.
FEWER = {"answers": 5, "clocks": 8, "desk": 10, "simulator": 6, "web": 10}
SECONDS = 600.0
FOREVER = 1e12


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_whatever_is_sent_to_it_is_answered_and_moves_no_money(name: str) -> None:
    most = FEWER.get(name, MOST)

    tried = try_examples(TARGETS[name], first=0, until=monotonic() + SECONDS, most=most)

    assert tried.found is None, f"{tried.found}"
    assert tried.inputs >= most


@dataclass
class Toy:
    """Something careless: `answer` is what it does with a text."""

    answer: Any

    def make(self, chance: Chance) -> Any:
        return one_of(chance, ({"text": "kit"}, {"text": words.text(chance)}, junk(chance)))

    def knock(self, given: Any, meter: Meter) -> None:
        answer = meter(lambda: self.answer(given))
        judge_http(answer)
        judge_html(answer["body"], known=("https://till.nonicks.example/",))
        place = answer["headers"].get("location", "https://till.nonicks.example/")
        if not place.startswith("https://till.nonicks.example/"):
            raise Wrong("it sends the browser elsewhere")


def toy(answer: Any) -> Target:
    @contextmanager
    def opened() -> Iterator[Toy]:
        yield Toy(answer)

    return Target("toy", opened, seconds=0.5, megabytes=16)


def page(body: str, **headers: str) -> dict[str, Any]:
    return {"statusCode": 200, "headers": headers, "body": body}


def text_in(given: Any) -> str:
    text = given.get("text") if isinstance(given, dict) else ""
    return text.encode("utf-8", "replace").decode() if isinstance(text, str) else ""


def unescaped(given: Any) -> dict[str, Any]:
    return page(f"<p>{text_in(given)}</p>")


def believing(given: Any) -> dict[str, Any]:
    return page(f"<p>{len(given['text'])}</p>")


def leading(given: Any) -> dict[str, Any]:
    place = "".join(sign for sign in text_in(given) if "!" <= sign <= "~")
    return page("", location=place or "https://till.nonicks.example/")


def splitting(given: Any) -> dict[str, Any]:
    return page("", **{"x-name": text_in(given)})


def unwritable(given: Any) -> dict[str, Any]:
    return page(given["text"]) if isinstance(given, dict) and isinstance(given.get("text"), str) else page("")


def greedy(given: Any) -> dict[str, Any]:
    return page(str(len(bytearray(min(20_000_000, len(text_in(given)) * 100_000)))))


def careful(given: Any) -> dict[str, Any]:
    return page(f"<p>{len(text_in(given))}</p>")


@pytest.mark.parametrize(
    "answer", [unescaped, believing, leading, splitting, unwritable, greedy], ids=lambda answer: answer.__name__
)
def test_what_is_careless_is_found_and_can_be_sent_again_by_its_name(answer: Any) -> None:
    found = try_examples(toy(answer), first=1, until=FOREVER, most=2000).found

    assert found is not None
    _, _, numbers = found.name.partition("/")
    again, given = try_named(toy(answer), numbers)
    assert again.found is not None
    assert again.found.name == found.name
    assert given == found.conversation


def test_what_is_careful_is_not_accused() -> None:
    tried = try_examples(toy(careful), first=1, until=FOREVER, most=300)

    assert tried.found is None
    assert tried.inputs >= 300


def test_what_is_found_is_as_small_as_it_can_be() -> None:
    found = try_examples(toy(believing), first=1, until=FOREVER, most=2000).found

    assert found is not None
    assert len(found.conversation) < 30


def test_an_input_is_sent_again_by_its_name() -> None:
    verdict = running.run(Options(only="settings/3.1.2"))

    assert (verdict.tried, verdict.wrong) == (1, 0)
    assert "given = {'door': " in verdict.remarks[0]


@pytest.mark.parametrize("name", ["nothing", "settings/x", "nothing/1.2"])
def test_a_name_that_means_nothing_is_told(name: str) -> None:
    with pytest.raises(UnknownName):
        running.run(Options(only=name))


def test_where_there_is_no_fuzzer_the_run_says_so_and_does_not_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "is_here", lambda: False)

    verdict = running.run(Options(only="settings", minutes=0.02))

    assert [found.name for found in verdict.found] == ["coverage-guided"]
    assert "not run" in verdict.found[0].broken[0]
    assert [tally.subject for tally in verdict.tallies] == ["settings, examples"]


@pytest.mark.parametrize(
    "value",
    [
        None,
        {"a": [1, "x", {"b": None}]},
        float("inf"),
        -(10**5000),
        "x" * 9000,
        "\ud800\n\x00'\"",
        b"\xff",
        nested(600),
        nested(600, in_lists=False),
        [""] * 2000,
        {"a": {"a": 1}},
    ],
    ids=range(11),
)
def test_what_is_found_is_written_as_python_that_makes_it_again(value: Any) -> None:
    made = eval(written(value), {"json": json})

    assert type(made) is type(value)
    assert repr(made)[:5000] == repr(value)[:5000] if not isinstance(value, int) else made == value


@given(st.integers(0, 2**32))
def test_nothing_that_is_bent_changes_what_was_right(number: int) -> None:
    true = {"a": {"b": [1, 2, {"c": "x"}]}, "d": None}
    before = copy.deepcopy(true)

    bent(true, Rolled(Random(number)), most=4)

    assert true == before


@given(st.lists(st.integers(0, 200), min_size=1, max_size=20))
def test_the_numbers_of_an_input_name_it(numbers: list[int]) -> None:
    drawn = Recorded(Listed(numbers))
    first = [drawn.below(7) for _ in numbers]

    again = Listed.named(drawn.name)

    assert [again.below(7) for _ in numbers] == first
