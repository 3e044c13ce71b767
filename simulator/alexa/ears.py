"""What Alexa understands in each locale of the skill."""

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.language.interaction_model import InteractionModel
from simulator.language.invocation import CallSigns
from simulator.language.understanding import Understanding


@dataclass(frozen=True)
class Ear:
    """One locale: the skill's model, the words that call it, and what is understood within it."""

    model: InteractionModel
    signs: CallSigns
    understanding: Understanding


class Ears:
    """One for each locale, made when somebody speaks in it for the first time."""

    def __init__(self, models: Mapping[str, InteractionModel], *, skill_id: str) -> None:
        self._models = models
        self._skill_id = skill_id
        self._ears: dict[str, Ear] = {}

    @property
    def locales(self) -> tuple[str, ...]:
        """The locales that the skill has a model for."""
        return tuple(self._models)

    def model(self, locale: str) -> InteractionModel | None:
        """The model of a locale; None when the skill has none."""
        return self._models.get(locale)

    def ear(self, locale: str) -> Ear:
        """What understands a locale of the skill. Raises UnknownLanguage."""
        if locale not in self._ears:
            model = self._models[locale]
            signs = CallSigns(model.invocation_name, locale=locale)
            self._ears[locale] = Ear(model, signs, Understanding(model, skill_id=self._skill_id))
        return self._ears[locale]
