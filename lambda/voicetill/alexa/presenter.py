"""From a reply to Alexa's response: speech, reprompt, card, directives, session."""

from collections.abc import Mapping

from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_model.dialog.elicit_slot_directive import ElicitSlotDirective
from ask_sdk_model.intent import Intent
from ask_sdk_model.intent_request import IntentRequest
from ask_sdk_model.response import Response
from ask_sdk_model.slot import Slot

from voicetill.alexa.conversations import about
from voicetill.alexa.replies.replies import Replies
from voicetill.alexa.replies.reply import Reply
from voicetill.alexa.request import has_screen, locale
from voicetill.alexa.screens import Screens
from voicetill.alexa.sentences import MOST_SPEECH
from voicetill.alexa.session import ORDER, Talk, recall, remember
from voicetill.alexa.speech import Speech
from voicetill.services.outcomes import Outcome
from voicetill.services.ports import NOBODY, Watch

_MOST_CHARACTERS = MOST_SPEECH - len("<speak></speak>")

# The intents that the interaction model's dialog knows: only they can be asked for a slot.
ELICITABLE = frozenset(
    {
        "BuyIntent",
        "ProductDetailsIntent",
        "ChangeQuantityIntent",
        "RemoveFromCartIntent",
        "OrderStatusIntent",
        "CancelOrderIntent",
        "RefundIntent",
        "SubscribeIntent",
    }
)


class SpeechTooLongError(Exception):
    """Raised for a reply that Alexa would refuse to speak: an apology is heard instead of nothing."""


class Presenter:
    """Answers in the customer's language; where we do not speak it, in the first one that we do.

    Where a locale is not ours but its language is (en-CA), it is answered as the first of that language.
    """

    def __init__(self, speeches: Mapping[str, Speech], watch: Watch = NOBODY) -> None:
        self._replies = {name: Replies(speech) for name, speech in speeches.items()}
        self._first = next(iter(self._replies.values()))
        self._screens = Screens()
        self._watch = watch

    def present(self, outcome: Outcome, handler_input: HandlerInput) -> Response:
        """Return the response to an outcome."""
        self._watch.note(outcome=type(outcome).__name__)
        reply = self._replies_in(handler_input).to(outcome)
        return self.respond(reply, handler_input, about=about(outcome))

    def say(self, name: str, handler_input: HandlerInput) -> Response:
        """Return a response that says one sentence and waits."""
        self._watch.note(outcome=name)
        return self.respond(self._replies_in(handler_input).words.simple(name), handler_input)

    def say_last(self, name: str, handler_input: HandlerInput) -> Response:
        """Return a response that says one sentence and ends the session."""
        self._watch.note(outcome=name)
        return self.respond(self._replies_in(handler_input).words.last(name), handler_input)

    def sentence(self, name: str, locale_of_device: str) -> str:
        """Return one sentence in the language of a device, for who answers without the SDK."""
        return self._replies_for(locale_of_device).words.say(name)

    def repeat(self, handler_input: HandlerInput) -> Response:
        """Return what was said last, with the same question still open."""
        talk = recall(handler_input)
        if not talk.said:
            return self.say("repeat_nothing", handler_input)
        reply = Reply(
            talk.said,
            reprompt=talk.reprompt or talk.said,
            asked=talk.asked,
            question=talk.question,
            product=talk.product,
            page=talk.page,
        )
        return self.respond(reply, handler_input)

    def respond(self, reply: Reply, handler_input: HandlerInput, *, about: str = "") -> Response:
        """Put a reply into Alexa's form, and remember what was said and asked, and `about` which checkout."""
        builder = handler_input.response_builder
        if max(len(reply.speech), len(reply.reprompt)) > _MOST_CHARACTERS:
            raise SpeechTooLongError
        if reply.speech:
            builder.speak(reply.speech)
        if reply.card is not None:
            builder.set_card(reply.card)
        if reply.reprompt:
            builder.ask(reply.reprompt)
        else:
            # A directive that hands over to Amazon Pay ends the session, and must say so.
            builder.set_should_end_session(True)
        if reply.directive is not None:
            builder.add_directive(reply.directive)
        self._show(reply, handler_input)
        self._elicit(reply, handler_input)
        self._remember(reply, handler_input, about or recall(handler_input).about)
        return builder.response

    def _replies_in(self, handler_input: HandlerInput) -> Replies:
        return self._replies_for(locale(handler_input))

    def _replies_for(self, wanted: str) -> Replies:
        """Return the replies of a locale, or of another one of its language, or the first."""
        language = wanted.partition("-")[0]
        kin = (replies for name, replies in self._replies.items() if name.partition("-")[0] == language)
        return self._replies.get(wanted) or next(kin, self._first)

    def _show(self, reply: Reply, handler_input: HandlerInput) -> None:
        # Whoever has the word after us shows what they have to show.
        if reply.screen is None or reply.directive is not None or not has_screen(handler_input):
            return
        language = self._replies_in(handler_input).words.speech.locale
        handler_input.response_builder.add_directive(self._screens.directive(reply.screen(), locale=language))

    @staticmethod
    def _elicit(reply: Reply, handler_input: HandlerInput) -> None:
        request = handler_input.request_envelope.request
        intent = request.intent if isinstance(request, IntentRequest) else None
        if not reply.elicit or intent is None or intent.name not in ELICITABLE:
            return
        # What was not understood is taken out, or Alexa would carry it along beside the new answer.
        slots = {**(intent.slots or {}), reply.elicit: Slot(name=reply.elicit)}
        asked = Intent(name=intent.name, confirmation_status=intent.confirmation_status, slots=slots)
        handler_input.response_builder.add_directive(
            ElicitSlotDirective(slot_to_elicit=reply.elicit, updated_intent=asked)
        )

    @staticmethod
    def _remember(reply: Reply, handler_input: HandlerInput, about: str) -> None:
        # A total names the street: it is read back from the store, and not carried along.
        said = "" if reply.asked == ORDER else reply.speech
        talk = Talk(said, reply.reprompt, reply.asked, reply.question, reply.product, reply.page, about)
        if handler_input.request_envelope.session is not None:
            attributes = remember(talk) if reply.reprompt else {}
            handler_input.attributes_manager.session_attributes = attributes
