"""What was said -> an intent, through the interaction model, as far as Alexa's ways are known.

The order of trust: a sample or a usual phrase, word for word; the answer to a question that was just asked for
one slot; a sample whose slots are all known; something very like a sample; a sample with an unknown thing in it
("buy a spaceship"); and at last `AMAZON.FallbackIntent`. The same words always give the same intent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz

from simulator.language.interaction_model import Intent, InteractionModel
from simulator.language.numbers import NO_WHOLE_NUMBER
from simulator.language.samples import Fit, Sample, fits, parse_sample, samples_of
from simulator.language.slots import Certainty, Reading, Slots, filled
from simulator.language.usual_phrases import phrases_for
from simulator.language.words import normalised, without_fillers

FALLBACK = "AMAZON.FallbackIntent"
ALIKE = 82.0
"""How alike (of 100) words must be to a sample, once its slots are found in them."""


class NotUnderstood(Exception):  # noqa: N818 - reads as a plain fact
    """Raised when the words fit nothing and the model has no `AMAZON.FallbackIntent`."""


class NotInModel(Exception):  # noqa: N818 - reads as a plain fact
    """Raised when a tester names an intent or a slot that the model does not have."""


@dataclass(frozen=True)
class Elicitation:
    """A question for one slot (`Dialog.ElicitSlot`), and what the intent's other slots hold already."""

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
        self._slots = Slots(model, skill_id)
        self._samples = samples_of(model)
        self._literal = {sample.text: sample for sample in reversed(self._samples) if not sample.slots}
        self._phrases = {
            phrase: intent
            for intent, phrases in phrases_for(model.locale).built_in.items()
            for phrase in phrases
            if intent in model.intents
        }

    def intent(self, utterance: str, question: Question | None = None) -> dict[str, Any]:
        """The `intent` member of an IntentRequest."""
        said = without_fillers(normalised(utterance))
        best = self._best(self._samples, said)
        certain = best if best is not None and best.certainty is not Certainty.UNKNOWN else None
        return (
            self._literally(said)
            or self._literally(normalised(utterance))
            or self._answer(said, question, at_least=Certainty.NEARLY)
            or self._sampled(certain, question)
            or self._nearly(said)
            or self._sampled(best, question)
            or self._answer(said, question, at_least=Certainty.UNKNOWN)
            or self._fallback(said)
        )

    def direct(self, name: str, values: Mapping[str, str]) -> dict[str, Any]:
        """The intent that a tester named, with the values that they gave."""
        intent = self._model.intents.get(name)
        if intent is None:
            raise NotInModel(f"no intent {name}; there are {', '.join(sorted(self._model.intents))}")
        unknown = sorted(set(values) - set(intent.slots))
        if unknown:
            raise NotInModel(
                f"{name} has no slot {', '.join(unknown)}; it has {', '.join(intent.slots) or 'none'}"
            )
        readings = {slot: self._slots.read_direct(intent.slots[slot], value) for slot, value in values.items()}
        return self._write(name, readings)

    def _literally(self, said: str) -> dict[str, Any] | None:
        """A sample or a usual phrase, word for word; the model's own samples come first."""
        sample = self._literal.get(said)
        name = sample.intent.name if sample else self._phrases.get(said)
        return self._write(name, {}) if name else None

    def _sampled(self, fit: Fit | None, question: Question | None) -> dict[str, Any] | None:
        """A sample that fits; an intent that was asked about keeps what it holds already."""
        if fit is None:
            return None
        name = fit.sample.intent.name
        kept = question.kept if question and question.intent == name else {}
        return self._write(name, fit.readings, kept)

    def _fallback(self, said: str) -> dict[str, Any]:
        if FALLBACK not in self._model.intents:
            raise NotUnderstood(f"nothing in the {self._model.locale} model fits {said!r}")
        return self._write(FALLBACK, {})

    def _answer(self, said: str, question: Question | None, *, at_least: Certainty) -> dict[str, Any] | None:
        """The elicited slot filled: said barely, or in one of the samples that the model gives the slot."""
        if not isinstance(question, Elicitation):
            return None
        intent = self._model.intents[question.intent]
        texts = (f"{{{question.slot}}}", *intent.slot_samples.get(question.slot, ()))
        found = self._best([parse_sample(intent, text) for text in texts], said, bare=True)
        if found is None or found.certainty < at_least:
            return None
        return self._write(intent.name, found.readings, question.kept)

    def _best(self, samples: Iterable[Sample], said: str, *, bare: bool = False) -> Fit | None:
        """The best fit; of equals the first in the model."""
        found = [fit for sample in samples for fit in fits(sample, said, self._slots)]
        usable = [fit for fit in found if bare or fit.certainty is not Certainty.UNKNOWN or fit.plausible]
        return max(usable, key=lambda fit: fit.rank, default=None)

    def _nearly(self, said: str) -> dict[str, Any] | None:
        """Something very like a sample or a usual phrase; "minus two" is not like "two"."""
        if NO_WHOLE_NUMBER & set(said.split()):
            return None
        candidates: list[tuple[float, str, Mapping[str, Reading]]] = [
            (fuzz.ratio(said, phrase), intent, {}) for phrase, intent in self._phrases.items()
        ]
        for sample in self._samples:
            readings, text = self._found_in(said, sample.intent)
            if sorted(readings) == sample.slots:
                candidates.append((fuzz.ratio(text, sample.text), sample.intent.name, readings))
        score, likeliest, held = max(candidates, key=lambda candidate: candidate[0], default=(0.0, FALLBACK, {}))
        return self._write(likeliest, held) if score >= ALIKE else None

    def _found_in(self, said: str, intent: Intent) -> tuple[dict[str, Reading], str]:
        """The intent's slots that can be found in the words (longest first), and the words with slots in place."""
        readings: dict[str, Reading] = {}
        words = said.split()
        for slot, slot_type in intent.slots.items():
            spans = [(start, end) for start in range(len(words)) for end in range(start + 1, len(words) + 1)]
            for start, end in sorted(spans, key=lambda span: span[0] - span[1]):
                reading = self._slots.read(slot_type, " ".join(words[start:end]))
                if reading.certainty >= Certainty.INFLECTED:
                    readings[slot] = reading
                    words[start:end] = [f"{{{slot}}}"]
                    break
        return readings, " ".join(words)

    def _write(
        self,
        name: str,
        readings: Mapping[str, Reading],
        kept: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> dict[str, Any]:
        written: dict[str, Any] = {"name": name, "confirmationStatus": "NONE"}
        intent = self._model.intents[name]
        if intent.slots:
            fresh = {
                slot: self._slots.write(slot, kind, readings.get(slot)) for slot, kind in intent.slots.items()
            }
            written["slots"] = {**fresh, **self._kept(intent, kept or {}), **filled(fresh)}
        return written

    def _kept(self, intent: Intent, kept: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        """Slots filled earlier; a directive may give a value without its resolution, which Alexa finds anew."""
        again = {}
        for name, slot in filled(kept).items():
            if name in intent.slots:
                reading = self._slots.read_direct(intent.slots[name], str(slot["value"]))
                again[name] = self._slots.write(name, intent.slots[name], reading)
        return again
