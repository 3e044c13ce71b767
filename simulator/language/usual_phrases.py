"""What people say for Alexa's built-in intents, and to open and leave a skill. One block a language."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class UsualPhrases:
    """A language's phrases. `one_shot` opens with a wish ("ask X to ..."); `by_the_end` names the skill last."""

    built_in: Mapping[str, tuple[str, ...]]
    launch: tuple[str, ...]
    one_shot: tuple[str, ...]
    joining: tuple[str, ...]
    by_the_end: tuple[str, ...]
    leave: tuple[str, ...]
    apology: str


ENGLISH = UsualPhrases(
    built_in={
        "AMAZON.YesIntent": (
            "yes", "yeah", "yep", "yup", "sure", "okay", "ok", "of course", "certainly", "absolutely", "correct",
            "right", "sounds good", "go ahead", "do it", "yes go ahead", "yes do it", "yes i do", "yes i would",
        ),
        "AMAZON.NoIntent": (
            "no", "nope", "nah", "no thanks", "no thank you", "not now", "no way", "never mind that", "no i don't",
        ),
        "AMAZON.StopIntent": ("stop", "that's all", "that's it", "shut up", "i'm done", "off", "stop it"),
        "AMAZON.CancelIntent": ("cancel", "cancel that", "never mind", "nevermind", "forget it"),
        "AMAZON.HelpIntent": (
            "help", "help me", "what can i say", "what can i do", "what can you do", "i need help",
            "how does this work",
        ),
        "AMAZON.RepeatIntent": (
            "repeat", "repeat that", "say that again", "say it again", "again", "what did you say", "pardon",
            "can you repeat that", "come again",
        ),
        "AMAZON.MoreIntent": ("more", "tell me more", "show more", "what else", "anything else", "give me more"),
        "AMAZON.StartOverIntent": ("start over", "start again", "restart", "begin again"),
        "AMAZON.NavigateHomeIntent": ("go home", "home", "go to the home screen", "navigate home"),
    },
    launch=("open", "launch", "start", "begin", "load", "run", "use", "talk to", "speak to", "go to"),
    one_shot=("ask", "tell", "open", "launch", "start", "use", "talk to", "speak to", "begin"),
    joining=("to", "for", "about", "and", "that", "if", "whether"),
    by_the_end=("from", "using", "with", "at", "on", "in"),
    leave=("exit", "quit"),
    apology="Sorry, something went wrong with the skill you asked for.",
)  # fmt: skip

PHRASES: Mapping[str, UsualPhrases] = {"en": ENGLISH}


def phrases_for(locale: str) -> UsualPhrases:
    """The phrases of the locale's language."""
    return PHRASES[locale.split("-", maxsplit=1)[0]]
