"""Whether an amount of money was said: in figures, or in words ("nine dollars and fifty cents")."""

from decimal import Decimal

from simulator.language.numbers import LONGEST_NUMBER, figures
from simulator.language.words import words_of


def is_said(amount: Decimal, text: str, *, locale: str) -> bool:
    """Whether the words name the amount: as one number, or as whole units and hundredths after each other."""
    numbers = _numbers_in(text, locale)
    whole, hundredths = divmod(int(amount * 100), 100)
    if Decimal(amount) in numbers:
        return True
    heard = [number for number in numbers if number in (whole, hundredths)]
    wanted = [Decimal(part) for part in (whole, hundredths) if part]
    return bool(wanted) and _follow(wanted, heard)


def _numbers_in(text: str, locale: str) -> list[Decimal]:
    """The numbers that are named, in their order; of words that make a longer number together, that one."""
    words, found, place = words_of(text), list[Decimal](), 0
    while place < len(words):
        for end in range(min(len(words), place + LONGEST_NUMBER), place, -1):
            number = _number(words[place:end], locale)
            if number is not None:
                found.append(number)
                place = end
                break
        else:
            place += 1
    return found


def _number(words: tuple[str, ...], locale: str) -> Decimal | None:
    if len(words) == 1 and words[0].replace(".", "", 1).isascii() and words[0].replace(".", "", 1).isdigit():
        return Decimal(words[0])
    read = figures(words, locale=locale)
    return None if read is None else Decimal(read)


def _follow(wanted: list[Decimal], heard: list[Decimal]) -> bool:
    """Whether these numbers come directly after each other somewhere."""
    return any(heard[start : start + len(wanted)] == wanted for start in range(len(heard)))
