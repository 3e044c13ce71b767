"""What a touch sends, written and read in one place: the word that the button stands for, and what it is about.

A yes or no to a total names that total, as the session's memory of the question does: a screen can stand for long,
and only the total that it showed is agreed to.
"""

from dataclasses import dataclass

from voicetill.domain.checkout_record import is_token
from voicetill.services.visits import Question

YES = "yes"
NO = "no"
CHECK_OUT = "check out"
START_OVER = "start over"
END = "end subscription"
RESUME = "resume subscription"
KEEP = "keep subscription"
_ABOUT_A_SUBSCRIPTION = (END, RESUME, KEEP)

Arguments = tuple[str | int, ...]
"""The arguments of a SendEvent command."""


@dataclass(frozen=True, slots=True)
class Touch:
    """A word that was touched instead of spoken; a yes or no answers its `question`.

    What is touched about a subscription names it by its id.
    """

    word: str
    question: Question | None = None
    subscription_id: str = ""


def yes(question: Question) -> Arguments:
    """Return what agrees to a total."""
    return (YES, question.checkout_id, question.version)


def no(question: Question) -> Arguments:
    """Return what refuses a total."""
    return (NO, question.checkout_id, question.version)


def check_out() -> Arguments:
    """Return what begins the checkout of the cart."""
    return (CHECK_OUT,)


def start_over() -> Arguments:
    """Return what empties the cart."""
    return (START_OVER,)


def end(subscription_id: str) -> Arguments:
    """Return what ends a subscription."""
    return (END, subscription_id)


def resume(subscription_id: str) -> Arguments:
    """Return what brings a subscription back."""
    return (RESUME, subscription_id)


def keep(subscription_id: str) -> Arguments:
    """Return what leaves a subscription as it is."""
    return (KEEP, subscription_id)


def read_touch(arguments: object) -> Touch | None:
    """Return what was touched; None if no button of ours sends this."""
    match arguments:
        case [str(word), str(checkout_id), int(version)] if word in (YES, NO) and is_token(checkout_id):
            return None if isinstance(version, bool) else Touch(word, Question(checkout_id, version))
        case [str(word), str(id_)] if word in _ABOUT_A_SUBSCRIPTION and is_token(id_):
            return Touch(word, subscription_id=id_)
        case [str(word)] if word in (CHECK_OUT, START_OVER):
            return Touch(word)
        case _:
            return None
