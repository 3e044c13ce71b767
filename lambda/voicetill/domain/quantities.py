"""How many a customer asked for, read from what Alexa understood."""

import re

# Alexa gives AMAZON.NUMBER as digits, or "?" when it heard something that is no number.
_DIGITS = re.compile(r"[0-9]{1,6}", re.ASCII)


def read_quantity(heard: str | None, *, most: int, unsaid: int | None = 1) -> int | None:
    """Return the quantity that was asked for; None if it must be asked again.

    What was not said at all counts as `unsaid`. Zero, "?", a fraction, a negative number and more than `most`
    are no quantity.
    """
    if heard is None or not heard.strip():
        return unsaid
    if not _DIGITS.fullmatch(heard.strip()):
        return None
    quantity = int(heard)
    return quantity if 1 <= quantity <= most else None
