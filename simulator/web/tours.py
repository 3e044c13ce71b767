"""Short scripts for a first visit, in the words of whatever shop the interaction model belongs to."""

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
    ask, yes = (launch, wish), agreed[0]
    return [
        Tour("purchase", "A first purchase", (*ask, yes, "> order placed")),
        Tour(
            "decline",
            "Declined, repaired, bought",
            (
                f"!pay {HARD_DECLINE}",
                *ask,
                yes,
                "> charged nothing",
                "!wallet repair",
                *ask,
                yes,
                "> order placed",
            ),
        ),
        Tour(
            "consent",
            "Permission is missing",
            ("!consent absent", *ask, "> charged nothing", "!consent granted", *ask, yes, "> order placed"),
        ),
        Tour("returning", "A returning customer", (*ask, yes, "!clock +35d", *ask, yes, "> order placed")),
        Tour("twice", "The answer comes twice", (*ask, yes, "!redeliver", "> order placed")),
    ]
