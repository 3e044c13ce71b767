"""Opening a skill by voice: "open no nicks", "ask no nicks to buy two refill packs"."""

from dataclasses import dataclass

from simulator.language.usual_phrases import UsualPhrases, phrases_for
from simulator.language.words import normalised


@dataclass(frozen=True)
class Invocation:
    """The skill was called; `wish` is what was said besides, None for a plain launch."""

    wish: str | None = None


class CallSigns:
    """The words that call one skill by its invocation name, and those that leave it."""

    def __init__(self, name: str, *, locale: str) -> None:
        self._name = normalised(name)
        self._phrases = phrases_for(locale)

    @property
    def launch(self) -> str:
        """The plainest words that open the skill."""
        return f"{self._phrases.launch[0]} {self._name}"

    def invocation(self, utterance: str) -> Invocation | None:
        """How the words call the skill; None when they do not."""
        called, phrases = self._name, self._phrases
        said = normalised(utterance).removeprefix("alexa ").removeprefix("please ")
        if said == called or said in {f"{verb} {called}" for verb in (*phrases.launch, *phrases.one_shot)}:
            return Invocation()
        wish = _after(said, called, phrases) or _before(said, called, phrases)
        return Invocation(wish) if wish else None

    def leaves(self, utterance: str) -> bool:
        """Whether the words end the session by Alexa's own hand, without an intent."""
        return normalised(utterance).removeprefix("alexa ") in self._phrases.leave


def _after(said: str, called: str, phrases: UsualPhrases) -> str | None:
    for verb in phrases.one_shot:
        rest = said.removeprefix(f"{verb} {called} ")
        if rest != said:
            first, _, words = rest.partition(" ")
            return words if words and first in phrases.joining else rest
    return None


def _before(said: str, called: str, phrases: UsualPhrases) -> str | None:
    for word in phrases.by_the_end:
        wish = said.removesuffix(f" {word} {called}")
        if wish != said:
            return wish
    return None
