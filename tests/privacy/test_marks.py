"""Whoever looks for marked data must be able to find it: a planted leak is found, in whatever form."""

import base64
import json
from html import escape
from urllib.parse import quote

import pytest

from tests.privacy.marks import Leak, Luggage

SECRET = "Robin MARKED-Ünique <7> & Sons"


@pytest.mark.parametrize(
    "text",
    [
        f"hello {SECRET}!",
        SECRET.upper(),
        json.dumps({"name": SECRET}),
        json.dumps(json.dumps({"name": SECRET})),
        quote(f"https://shop.example/?name={SECRET}", safe=""),
        escape(SECRET),
        *(base64.b64encode(f"{'x' * before}{SECRET}yz".encode()).decode() for before in range(4)),
        base64.urlsafe_b64encode(f"{{{SECRET}}}".encode()).decode(),
        SECRET.encode().hex(),
    ],
)
def test_a_planted_leak_is_found(text: str) -> None:
    luggage = Luggage()
    luggage.mark("name", SECRET)
    luggage.left("log", "nothing", text)

    assert {(leak.place, leak.mark) for leak in luggage.leaks({})} == {("log", "name")}
    assert luggage.leaks({"log": ("name",)}) == []
    assert luggage.leaks({"mail": ("name",)})


def test_four_digits_are_found_by_themselves_and_not_in_any_number() -> None:
    luggage = Luggage()
    luggage.mark("code", "4821")
    luggage.left("log", "order 0653-4821", "at 2026-03-02T12:00:04.482100", "a1482199", "took 14821 ms")
    assert luggage.leaks({}) == []

    luggage.left("log", "said: 4821.")

    assert luggage.leaks({})[0] == Leak("log", "code", "plain")
