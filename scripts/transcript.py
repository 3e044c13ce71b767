"""Writes the README's conversation: played just now, by the real handler, in the simulator.

`python -m scripts.transcript` writes it; with `--check` it exits 1 if the README shows another one.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from string import ascii_lowercase
from typing import Any

from scripts.pages import with_part
from simulator.cloud.double import Cloud
from simulator.stage.rehearsal import Rehearsal
from simulator.stage.turns import Turn
from voicetill.wiring.till import open_till

README = Path(__file__).parent.parent / "README.md"
BEGIN, END = "<!-- transcript: written by `make docs` -->", "<!-- end of transcript -->"
CONVERSATION = ("open no nicks", "a starter kit", "yes")
MOMENT = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


def played() -> str:
    """Play the conversation and return it as the README shows it."""
    with Cloud() as cloud, cloud.deploy().entered():
        chance = Random(11)  # noqa: S311 - sample ids that stay the same, no secrets

        def answer(event: dict[str, Any], context: object) -> object:
            return handler(event, context)

        room = Rehearsal(answer, clock=lambda: MOMENT, random=chance)
        handler = open_till(
            clock=lambda: MOMENT,
            new_id=lambda: "".join(chance.choices(ascii_lowercase, k=26)),
            fetch=room.buyer_api.fetch,
        )
        lines = [line for words in CONVERSATION for turn in room.say(words) for line in _lines(turn)]
    return "\n".join(["```text", *lines, "```"])


def _lines(turn: Turn) -> Iterator[str]:
    if turn.utterance is not None:
        yield f'You:    "{turn.utterance}"'
    if turn.speech is not None:
        yield f"Skill:  {turn.speech}"
    for directive in turn.directives:
        yield f"        (sends {directive['name']}; Amazon Pay takes over, and answers)"
    if turn.card is not None:
        body = str(turn.card.get("text", "")).splitlines()
        yield f"Card:   {turn.card.get('title', turn.card['type'])}"
        yield from (f"        {line}" for line in body)


def main() -> int:
    """Write the transcript, or check it."""
    old = README.read_text(encoding="utf-8")
    new = with_part(old, played(), begin=BEGIN, end=END)
    if "--check" in sys.argv[1:]:
        if new != old:
            print("README.md is stale; play it anew: python -m scripts.transcript", file=sys.stderr)
        return int(new != old)
    README.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
