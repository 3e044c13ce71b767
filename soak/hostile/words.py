"""Texts that nobody should send: each breaks something in a program that is not careful."""

from collections.abc import Sequence

from soak.hostile.chance import Chance, one_of

CONTROLS = "".join(map(chr, range(0x20))) + "\x7f\x80\x85\x9f\u2028\u2029"
NOT_SEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\U000e0041"
TURNED = "\u202e\u202d\u2066\u2067\u2069\u200f\u061c"
STACKED = "Z" + "\u0310\u0353\u0336" * 40
LONE = "\ud800"

MARKUP: Sequence[str] = (
    "<b>kit</b>",
    "</speak><speak>",
    '<audio src="https://evil.example/a.mp3"/>',
    "<break time='9999s'/>",
    '"><script>alert(1)</script>',
    "' onmouseover='x",
    "<!DOCTYPE a [<!ENTITY b 'c'>]>&b;",
    "<![CDATA[x]]>",
    "<!-- x -->",
    "&amp;",
    "&#0;",
    "&nosuch;",
    "]]>",
    "<",
    "&",
    "javascript:alert(1)",
)
TEMPLATES: Sequence[str] = (
    "${data.screen.title}",
    "${1/0}",
    "@resource",
    "{seller}",
    "{0}",
    "{seller.__class__}",
    "{",
    "}",
    "%s%n%d",
    "%(name)s",
    "{{ 7 * 7 }}",
    "{% include 'x' %}",
    "$(id)",
    "`id`",
)
LINES: Sequence[str] = (
    "kit\r\nBcc: evil@example.org",
    "kit\nSubject: other",
    "a\r\n\r\n<p>",
    "x\u2028y\u2029z\x85w",
    "end\x00more",
    '{"level": "ERROR"}\n',
)
PATHS: Sequence[str] = (
    "../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e/",
    "//evil.example/",
    "/\\evil.example",
    "https://evil.example/",
    "%00",
    "%ff%fe",
    "%",
    "%zz",
    "%25252e",
    "+",
    "a;b=c",
    "a#b?c",
)
NUMBERS: Sequence[str] = (
    "0",
    "-1",
    "1e309",
    "NaN",
    "Infinity",
    "1_000",
    "٣",
    "²",
    "½",
    "9" * 5000,
    "0x10",
    "1.0",
    " 1 ",
    "+1",
    "?",
)
SCRIPTS: Sequence[str] = (
    "",
    " ",
    "スターターキット",
    "مرحبا",
    "שלום",
    "İı",
    "ﷺ" * 30,
    "👩‍👩‍👧‍👦",
    "Straße ẞ ﬃ",
    "\u0301combining first",
    CONTROLS,
    NOT_SEEN,
    f"{TURNED}abc",
    STACKED,
    LONE,
    "\udc00\ud800",
    "\U0010ffff\ufffe",
)
QUERIES: Sequence[str] = (
    "' OR 1=1 --",
    "a#b",
    "CUSTOMER#x",
    "sandbox#PRETENDSELLER1#",
    "$ne",
    "__proto__",
    "a" * 2050,
)

KINDS: Sequence[Sequence[str]] = (SCRIPTS, MARKUP, TEMPLATES, LINES, PATHS, NUMBERS, QUERIES)
ALL: Sequence[str] = tuple(text for kind in KINDS for text in kind)
"""Every text, for whoever tries all of them."""

_LENGTHS = (9, 81, 255, 1025, 8001, 70_000, 400_000)


def text(chance: Chance) -> str:
    """Return a text of some kind: one of those, several of them, very much of one, or any signs at all."""
    match chance.below(8):
        case 0 | 1 | 2 | 3:
            return one_of(chance, one_of(chance, KINDS))
        case 4:
            return "".join(one_of(chance, one_of(chance, KINDS)) for _ in range(1 + chance.below(3)))
        case 5:
            return one_of(chance, ("x", "é", "字", "<", "&", "{", "\\", "👍", "\u0301", LONE)) * one_of(
                chance, _LENGTHS
            )
        case _:
            return "".join(chr(_sign(chance)) for _ in range(1 + chance.below(12)))


def _sign(chance: Chance) -> int:
    return chance.below(0x80) if chance.below(3) else chance.below(0x110000)
