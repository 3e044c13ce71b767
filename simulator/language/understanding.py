"""What was said -> an intent, through the interaction model, as far as Alexa's ways are known.

The order of trust: the answer to a yes-or-no question that Alexa itself asks; a sample or a usual phrase, word for
word; the answer to a question for one slot; a sample whose slots are all known; something very like a sample; a
sample with other words around it; a sample with an unknown thing in it ("buy a spaceship"); and at last
`AMAZON.FallbackIntent`. The same words always give the same intent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import process

from simulator.language.interaction_model import Intent, InteractionModel
from simulator.language.likeness import Likeness
from simulator.language.samples import Fit, Sample, SamplesByWord, fits, parse_sample, samples_of
from simulator.language.slots import Certainty, Reading, Slots, filled
from simulator.language.usual_phrases import phrases_for
from simulator.language.words import Words, keys, without_after, without_before

FALLBACK = "AMAZON.FallbackIntent"
YES, NO = "AMAZON.YesIntent", "AMAZON.NoIntent"
LONGEST_SAID = 80
"""How many words are listened to; nobody says more to a shop in one breath. Signs count in Japanese."""

NEAR_NAMES = 60.0
"""How alike (of 100) a name must be to one that a tester wrote, to be told as a hint."""


class NotUnderstood(Exception):  # noqa: N818 - reads as a plain fact
    """Raised when the words fit nothing and the model has no `AMAZON.FallbackIntent`."""


class NotInModel(Exception):  # noqa: N818 - reads as a plain fact
    """Raised when a tester names an intent or a slot that the model does not have."""


@dataclass(frozen=True)
class Elicitation:
    """A question for one slot (`Dialog.ElicitSlot`), and what the intent's slots hold already."""

    intent: str
    slot: str
    kept: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Confirmation:
    """A question for a yes or a no (`Dialog.ConfirmSlot`, or `ConfirmIntent` where `slot` is None)."""

    intent: str
    slot: str | None = None
    kept: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


Question = Elicitation | Confirmation


class Understanding:
    """Understands one locale's customers."""

    def __init__(self, model: InteractionModel, *, skill_id: str) -> None:
        self._model = model
        self._phrases = phrases_for(model.locale)
        self._slots = Slots(model, skill_id)
        samples = samples_of(model, self._phrases)
        self._samples = SamplesByWord(samples)
        self._usual = {
            self._phrases.keys(phrase): intent
            for intent, phrases in self._phrases.built_in.items()
            for phrase in phrases
        }
        own = {sample.words: sample.intent.name for sample in reversed(samples) if not sample.slots}
        known = {words: intent for words, intent in self._usual.items() if intent in model.intents}
        # The model's own samples come first.
        self._literal = {**known, **own}
        self._likeness = Likeness(samples, known, self._slots, self._phrases)

    def intent(self, utterance: str, question: Question | None = None) -> dict[str, Any]:
        """The `intent` member of an IntentRequest."""
        spoken = self._phrases.words(utterance)
        if not spoken or len(spoken) > LONGEST_SAID:
            return self._fallback(utterance)
        ways = self._ways(spoken)
        best = [self._best(self._samples.that_may_fit(said), said) for said in ways]
        found = [fit for fit in best if fit is not None]
        certain = next((fit for fit in found if fit.certainty is not Certainty.UNKNOWN), None)
        return (
            self._confirmed(ways, question)
            or self._literally(ways)
            or self._answer(ways, question, at_least=Certainty.ANYTHING)
            or self._sampled(certain, question)
            or self._nearly(ways, question)
            or self._sampled(next(iter(found), None), question)
            or self._answer(ways, question, at_least=Certainty.UNKNOWN)
            or self._fallback(utterance)
        )

    def direct(self, name: str, values: Mapping[str, str]) -> dict[str, Any]:
        """The intent that a tester named, with the values that they gave. Raises NotInModel."""
        intent = self._model.intents.get(name)
        if intent is None:
            there = self._model.intents
            raise NotInModel(f"no intent {name}{_hint(name, there)}; there are {', '.join(sorted(there))}")
        unknown = sorted(set(values) - set(intent.slots))
        if unknown:
            has = ", ".join(intent.slots) or "none"
            named = ", ".join(f"{slot}{_hint(slot, intent.slots)}" for slot in unknown)
            raise NotInModel(f"{name} has no slot {named}; it has {has}")
        readings = {slot: self._slots.read_direct(intent.slots[slot], value) for slot, value in values.items()}
        return self._write(name, readings)

    def _ways(self, spoken: Words) -> list[Words]:
        """What was said, without what carries no meaning, and without its courtesies."""
        # A name may begin with what carries no meaning elsewhere: "bon cadeau".
        brief = without_after(spoken, self._phrases.words_after)
        plain = without_before(brief, self._phrases.words_before)
        once = plain[:1] if len(set(plain)) == 1 else plain  # "no no no"
        return list(dict.fromkeys((spoken, brief, once, without_before(once, self._phrases.courtesy_words))))

    def _confirmed(self, ways: list[Words], question: Question | None) -> dict[str, Any] | None:
        """The intent again, or its slot, with what the customer said to it."""
        if not isinstance(question, Confirmation):
            return None
        for said in ways:
            answer = self._literal.get(keys(said)) or self._usual.get(keys(said))
            if answer in (YES, NO):
                status = "CONFIRMED" if answer == YES else "DENIED"
                written = self._write(question.intent, {}, question.kept)
                about = written if question.slot is None else written["slots"][question.slot]
                about["confirmationStatus"] = status
                return written
        return None

    def _literally(self, ways: list[Words]) -> dict[str, Any] | None:
        """A sample or a usual phrase, word for word."""
        name = next((found for said in ways if (found := self._literal.get(keys(said)))), None)
        return self._write(name, {}) if name else None

    def _sampled(self, fit: Fit | None, question: Question | None) -> dict[str, Any] | None:
        """A sample that fits; an intent that was asked about keeps what it holds already."""
        return self._write(fit.sample.intent.name, fit.readings, question=question) if fit else None

    def _nearly(self, ways: list[Words], question: Question | None) -> dict[str, Any] | None:
        found = self._likeness.likeliest(ways[-1])
        return self._write(found.intent, found.readings, question=question) if found else None

    def _fallback(self, utterance: str) -> dict[str, Any]:
        if FALLBACK not in self._model.intents:
            raise NotUnderstood(f"nothing in the {self._model.locale} model fits {utterance!r}")
        return self._write(FALLBACK, {})

    def _answer(
        self, ways: list[Words], question: Question | None, *, at_least: Certainty
    ) -> dict[str, Any] | None:
        """The elicited slot filled: said barely, or in one of the samples that the model gives the slot."""
        if not isinstance(question, Elicitation):
            return None
        intent = self._model.intents[question.intent]
        texts = (f"{{{question.slot}}}", *intent.slot_samples.get(question.slot, ()))
        samples = [parse_sample(intent, text, self._phrases) for text in texts]
        barely = [*ways, self._without_light_words(ways[-1])]
        answers = [self._best(samples, said, bare=True) for said in barely]
        found = max((fit for fit in answers if fit), key=lambda fit: fit.rank, default=None)
        if found is None or found.certainty < at_least:
            return None
        return self._write(intent.name, found.readings, question.kept)

    def _without_light_words(self, said: Words) -> Words:
        """What is left when words that say nothing are taken from both ends: "I would like two" leaves "two"."""
        heavy = [place for place, word in enumerate(keys(said)) if word not in self._phrases.light_words]
        return said[heavy[0] : heavy[-1] + 1] if heavy else said

    def _best(self, samples: Iterable[Sample], said: Words, *, bare: bool = False) -> Fit | None:
        """The best fit; of equals the first in the model."""
        usable = [
            fit
            for fit in fits(samples, said, self._slots)
            if bare or fit.certainty is not Certainty.UNKNOWN or fit.plausible(self._phrases)
        ]
        return max(usable, key=lambda fit: fit.rank, default=None)

    def _write(
        self,
        name: str,
        readings: Mapping[str, Reading],
        kept: Mapping[str, Mapping[str, Any]] | None = None,
        *,
        question: Question | None = None,
    ) -> dict[str, Any]:
        if kept is None:
            kept = question.kept if question is not None and question.intent == name else {}
        written: dict[str, Any] = {"name": name, "confirmationStatus": "NONE"}
        intent = self._model.intents[name]
        if intent.slots:
            fresh = {
                slot: self._slots.write(slot, kind, readings.get(slot)) for slot, kind in intent.slots.items()
            }
            written["slots"] = {**fresh, **self._kept(intent, kept), **filled(fresh)}
        return written

    def _kept(self, intent: Intent, kept: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        """Slots filled earlier; a directive may give a value without its resolution, which Alexa finds anew."""
        again = {}
        for name, slot in filled(kept).items():
            if name in intent.slots:
                reading = self._slots.read_direct(intent.slots[name], str(slot["value"]))
                status = str(slot.get("confirmationStatus", "NONE"))
                again[name] = self._slots.write(name, intent.slots[name], reading, status=status)
        return again


def _hint(name: str, there: Iterable[str]) -> str:
    """What the writer may have meant."""
    near = process.extract(name.lower(), list(there), processor=str.lower, limit=2, score_cutoff=NEAR_NAMES)
    return f" (is it {' or '.join(match for match, *_ in near)}?)" if near else ""
