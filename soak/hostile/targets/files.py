"""The shop's own files: whoever writes one wrong is told so at the start, and nothing starts with it."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from typing import Any

from simulator.cloud.events import PretendEvents
from simulator.cloud.mail import PretendMail
from simulator.testing import Shop
from soak.hostile import words
from soak.hostile.chance import Chance, one_of, perhaps
from soak.hostile.judging import demand
from soak.hostile.rooms import Case, Request, Rooms, rooms
from soak.hostile.target import Meter, Target
from soak.hostile.targets.skill import judge_answer
from voicetill.wiring.ops import CannotStartError
from voicetill.wiring.outbox import Clouds, open_outbox
from voicetill.wiring.till import open_till
from voicetill.wiring.web import open_web

_FILES: Mapping[str, tuple[str, ...]] = {
    "till": ("catalogue.toml", "markets.toml", "speech/en-US.toml", "speech/ja-JP.toml"),
    "web": ("catalogue.toml", "markets.toml", "pages/en-US.toml", "pages/de-DE.toml"),
    "outbox": ("markets.toml", "mail/en-US.toml", "mail/fr-FR.toml"),
}
"""Which files each door reads."""

_TOML: tuple[str, ...] = (
    "[" * 2000,
    "a = " + "[" * 2000,
    "a = " + "{b = " * 900,
    "a = 1" + "0" * 5000,
    "a = 0x" + "f" * 5000,
    "a = 1e999999999",
    "a = nan",
    "a = 9999-99-99",
    'a = "\\ud800"',
    "a.b.c.d = 1\na.b = 2",
    "[a]\n[a]",
    "=",
    "\x00",
    "\ufeff",
    '"" = 1',
    "a = '''",
)
_BRACES: tuple[str, ...] = (
    "{",
    "}",
    "{}",
    "{0}",
    "{seller!r:>9999}",
    "{seller:d}",
    "{total:>{seller}}",
    "{seller.__class__}",
    "{seller[0]}",
    "{{seller}}",
    "{seller!z}",
    "<",
    "&",
    "<audio src='x'/>",
    "</speak>",
)


@dataclass
class Files:
    """A door that is opened with a file of somebody's."""

    rooms: Rooms
    shipped: Mapping[str, str]

    def make(self, chance: Chance) -> dict[str, str]:
        """Return a door, the name of one of its files, and what is in that."""
        door = one_of(chance, tuple(_FILES))
        name = one_of(chance, _FILES[door])
        text = self.shipped[name]
        for _ in range(1 + chance.below(2)):
            text = one_of(chance, _BENDS)(text, chance)
        return {"door": door, "name": name, "text": text}

    def knock(self, given: Mapping[str, str], meter: Meter) -> None:
        """Open the door: it opens and works, or tells what is faulty."""
        files = {given["name"]: given["text"]}
        room = self.rooms.at(_ROOM)
        room.begin()
        try:
            with room.shop.back_office.doors.deployment.entered():
                door = meter(lambda: _opened(given["door"], room.shop, files))
            if isinstance(door, str):
                stem = given["name"].rpartition("/")[2]
                demand(stem in door or "toml" in door, "the fault names no file")
                demand(len(door) < 2_000_000, "the fault is very long")
            else:
                _use(given["door"], door, room.true, meter)
        finally:
            self.rooms.leave(_ROOM)


def _opened(door: str, shop: Shop, files: Mapping[str, str]) -> Any:  # noqa: ANN401 - a door, or what is faulty
    doors = shop.back_office.doors
    outside: dict[str, Any] = {"dynamodb": doors.client(), "clock": doors.clock, "files": files}
    around = doors.around()
    openers: Mapping[str, Callable[[], Any]] = {
        "till": lambda: open_till(**outside, **around),
        "web": lambda: open_web(**outside, **around),
        "outbox": lambda: open_outbox(
            **outside, clouds=Clouds(PretendEvents(), PretendMail()), secrets=doors.route.secret
        ),
    }
    try:
        return openers[door]()
    except CannotStartError as error:
        return str(error)


def _use(name: str, door: Any, true: Mapping[str, Request], meter: Meter) -> None:  # noqa: ANN401
    """A door that opened must work."""
    event = true[name]
    answer = meter(lambda: door(event, None))
    if name == "till":
        judge_answer(answer, event)
        said = str(answer["response"].get("outputSpeech", {}).get("ssml", ""))
        demand("Something went wrong" not in said, f"the skill opened, and failed: {said}")
    if name == "web":
        demand(answer["statusCode"] < 500, f"the pages opened, and failed: status {answer['statusCode']}")


def _value(text: str, chance: Chance) -> str:
    """Put something else in the place of a value, or of its name."""
    lines = text.splitlines()
    places = [number for number, line in enumerate(lines) if re.match(r"\S+ = ", line)]
    if not places:
        return text
    number = one_of(chance, places)
    name, _, value = lines[number].partition(" = ")
    made = (
        _quoted(words.text(chance)),
        _quoted(value.strip('"') + one_of(chance, _BRACES)),
        _quoted(one_of(chance, _BRACES)),
        one_of(chance, ("1", "0", "-1", "true", "[]", "{}", "1.5", "nan", '["a", 1]', "10" * 3000)),
        one_of(chance, tuple(lines)).partition(" = ")[2],
    )
    lines[number] = f"{name} = {one_of(chance, made)}"
    return "\n".join(lines)


def _quoted(text: str) -> str:
    written = "".join(
        sign if sign.isprintable() and sign not in '"\\' else f"\\U{ord(sign):08x}" for sign in text[:20_000]
    )
    return f'"{written}"'


def _cut(text: str, chance: Chance) -> str:
    begin = chance.below(len(text) + 1)
    return text[:begin] + text[begin + chance.below(200) :]


def _line_gone(text: str, chance: Chance) -> str:
    lines = text.splitlines()
    if lines:
        del lines[chance.below(len(lines))]
    return "\n".join(lines)


def _inserted(text: str, chance: Chance) -> str:
    place = chance.below(len(text) + 1)
    made = one_of(chance, _TOML) if perhaps(chance) else words.text(chance)
    return text[:place] + made + text[place:]


def _replaced(text: str, chance: Chance) -> str:
    return one_of(chance, _TOML) if perhaps(chance) else words.text(chance)


def _table_gone(text: str, chance: Chance) -> str:
    """Take a whole table out."""
    parts = re.split(r"(?m)^(?=\[)", text)
    del parts[chance.below(len(parts))]
    return "".join(parts)


_BENDS: tuple[Callable[[str, Chance], str], ...] = (
    _value,
    _value,
    _cut,
    _line_gone,
    _inserted,
    _table_gone,
    _replaced,
)


def _requests(shop: Shop) -> Request:
    """What each door is asked, once it is open."""
    shop.link()
    shop.do("open no nicks", "a starter kit")
    context = {"domainName": "till.nonicks.example", "http": {"method": "GET", "path": "/consent"}}
    return {
        "till": shop.room.alexa.intend(shop.room.speaker, "AMAZON.RepeatIntent", {}),
        "web": {"rawPath": "/consent", "rawQueryString": "", "headers": {}, "requestContext": context},
        "outbox": {},
    }


_ROOM = Case("files", _requests, route="ppro")


@contextmanager
def _opened_files() -> Iterator[Files]:
    data = resources.files("voicetill") / "data"
    names = sorted({name for files in _FILES.values() for name in files})
    shipped = {name: (data / name).read_text(encoding="utf-8") for name in names}
    with rooms() as all_of_them:
        yield Files(all_of_them, shipped)


FILES = Target("files", _opened_files)
