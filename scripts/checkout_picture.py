"""Draw the checkout machine into its page: `python -m scripts.checkout_picture [--check]`.

The picture and the tables are made from `voicetill.domain.checkout.RULES` and stand between two marker comments of
docs/checkout.md; all else on that page is written by hand. With --check nothing is written, and the exit code is 1
if the page is stale.
"""

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from scripts.pages import table, with_part
from voicetill.domain.checkout import RULES, Rule
from voicetill.domain.checkout_events import Event
from voicetill.domain.checkout_record import State

PAGE = Path(__file__).resolve().parents[1] / "docs" / "checkout.md"
BEGIN = "<!-- drawn by scripts/checkout_picture.py: begin -->"
END = "<!-- drawn by scripts/checkout_picture.py: end -->"

Rules = Mapping[tuple[State, type[Event]], Rule]
Arrows = dict[tuple[State, State], list[str]]


def main(arguments: Sequence[str] | None = None, *, page: Path = PAGE) -> int:
    """Write the page anew, or say whether it is stale."""
    parser = argparse.ArgumentParser(
        prog="checkout_picture", description="Draw the checkout machine into its page."
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the page is stale")
    check = parser.parse_args(arguments).check
    written = page.read_text(encoding="utf-8")
    fresh = redrawn(written, RULES)
    if check and fresh != written:
        print(f"{page.name} is stale; draw it anew: python -m scripts.checkout_picture", file=sys.stderr)
        return 1
    if fresh != written:
        page.write_text(fresh, encoding="utf-8", newline="\n")
    return 0


def redrawn(text: str, rules: Rules) -> str:
    """Return the page with everything between its markers made from the rules."""
    return with_part(text, drawing(rules), begin=BEGIN, end=END)


def drawing(rules: Rules) -> str:
    """Return all that is made from the rules: the picture and its tables."""
    return "\n\n".join(
        (
            "## The picture",
            "What leaves a checkout where it is, and late proofs, stand in the tables below the picture.",
            f"```mermaid\n{diagram(rules)}\n```",
            "## Late proofs",
            "Money wins: a proof that nobody waited for still counts; one that does not match leaves doubt.",
            table(("state", "events", "lead to"), _late(rules)),
            "## What does not move it",
            "Repeats and late arrivals: the state stays, and the same is said again, or nothing.",
            table(("state", "always stays on", "may stay on"), _stays(rules)),
            "## Every rule",
            "A pair of state and event that is not listed is no step: it is refused, and nothing changes.",
            table(("state", "events", "lead to"), _every_rule(rules)),
        )
    )


def diagram(rules: Rules) -> str:
    """Return the Mermaid text: one arrow from state to state, however many events take it."""
    arrows = _arrows(rules)
    lasting = [state for state in State if any(to is state for _, to in arrows) and not _leaves(state, arrows)]
    return "\n".join(
        (
            "stateDiagram-v2",
            "    direction TB",
            f"    [*] --> {State.NEW}",
            *(f"    {begin} --> {to}: {', '.join(names)}" for (begin, to), names in arrows.items()),
            *(f"    {state} --> [*]" for state in lasting),
        )
    )


def _arrows(rules: Rules) -> Arrows:
    """The events that lead from one state to another one, in the order in which `State` declares them."""
    arrows: Arrows = {}
    for begin, event, rule in _sorted(rules):
        for to in () if rule.late else rule.leads_to:
            if to is not begin:
                arrows.setdefault((begin, to), []).append(event)
    declared = list(State)
    return dict(sorted(arrows.items(), key=lambda arrow: [declared.index(state) for state in arrow[0]]))


def _leaves(state: State, arrows: Arrows) -> bool:
    return any(begin is state for begin, _ in arrows)


def _sorted(rules: Rules) -> list[tuple[State, str, Rule]]:
    """The rules by state as declared, then by event as first named in the table."""
    declared = list(State)
    named = {(state, event.__name__): rule for (state, event), rule in rules.items()}
    order = {name: place for place, name in enumerate(dict.fromkeys(name for _, name in named))}
    rows = [(state, name, rule) for (state, name), rule in named.items()]
    return sorted(rows, key=lambda row: (declared.index(row[0]), order[row[1]]))


def _stays(rules: Rules) -> Iterable[tuple[str, str, str]]:
    for state in State:
        own = [(name, rule) for begin, name, rule in _sorted(rules) if begin is state and state in rule.leads_to]
        always = [name for name, rule in own if set(rule.leads_to) == {state}]
        sometimes = [name for name, _ in own if name not in always]
        if own:
            yield state, ", ".join(always), ", ".join(sometimes)


def _late(rules: Rules) -> Iterable[tuple[str, str, str]]:
    return _every_rule({pair: rule for pair, rule in rules.items() if rule.late})


def _every_rule(rules: Rules) -> Iterable[tuple[str, str, str]]:
    rows: dict[tuple[State, tuple[State, ...]], list[str]] = {}
    for state, name, rule in _sorted(rules):
        rows.setdefault((state, rule.leads_to), []).append(name)
    return ((state, ", ".join(names), ", ".join(to)) for (state, to), names in rows.items())


if __name__ == "__main__":
    sys.exit(main())
