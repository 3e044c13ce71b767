"""Short scripts for a first visit, in the words of whatever shop the interaction model belongs to."""

from collections.abc import Iterator
from dataclasses import dataclass

from simulator.language.interaction_model import InteractionModel
from simulator.language.invocation import CallSigns
from simulator.language.usual_phrases import phrases_for
from simulator.script.suggestions import first_wish
from simulator.web.choices import HARD_DECLINE


@dataclass(frozen=True)
class Tour:
    """A script with a name to choose it by."""

    id: str
    title: str
    lines: tuple[str, ...]

    @property
    def script(self) -> str:
        """The lines as a script is written."""
        return "".join(f"{line}\n" for line in self.lines)


def tours(model: InteractionModel) -> list[Tour]:
    """Tours through this shop; none where the model names nothing to buy."""
    wish = first_wish(model)
    agreed = phrases_for(model.locale).built_in.get("AMAZON.YesIntent", ())
    if wish is None or not agreed:
        return []
    launch = CallSigns(model.invocation_name, locale=model.locale).launch
    return list(_tours(ask=(launch, wish), buy=(launch, wish, agreed[0])))


def _tours(*, ask: tuple[str, ...], buy: tuple[str, ...]) -> Iterator[Tour]:
    """Each begins in a fresh room; `ask` gets as far as the question whether to pay, `buy` says yes to it."""
    placed, nothing = "> order placed", "> charged nothing"
    yield Tour("purchase", "A first purchase", (*buy, placed))
    declined = (f"!pay {HARD_DECLINE}", *buy, nothing)
    yield Tour("decline", "Declined, repaired, bought", (*declined, "!wallet repair", *buy, placed))
    missing = ("!consent absent", *ask, nothing)
    yield Tour("consent", "Permission is missing", (*missing, "!consent granted", *buy, placed))
    yield Tour("returning", "A returning customer", (*buy, "!clock +35d", *buy, placed))
    yield Tour("twice", "The answer comes twice", (*buy, "!redeliver", placed))
