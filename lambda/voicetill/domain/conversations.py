"""The one id by which a purchase is followed from its first word to its receipt: that of its checkout.

Long before there is a checkout its conversation goes by the id that it will have. That is made of who speaks and
of the session, which the voice platform names at random: it is as hard to guess as the two, it can be nobody
else's, and nothing that comes back from a device can lead to the checkout of another customer. Whether it is
taken already, by an earlier checkout of the same customer, is looked up before it is used.
"""

import hashlib

_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LENGTH = 26


def next_id(customer_id: str, session_id: str, *, after: str = "") -> str:
    """Return the id of a session's next checkout: 26 letters and digits, of 134 bits.

    `after` is the id of the checkout that this session was about last; blank if there was none.
    """
    told = "\x00".join((customer_id, session_id, after)).encode("utf-8", "surrogatepass")
    number = int.from_bytes(hashlib.sha256(told).digest())
    letters = []
    for _ in range(_LENGTH):
        number, place = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[place])
    return "".join(letters)


def followed(name: str) -> str:
    """Return the id of the checkout that a name is made of: an attempt's, an order's, a subscription's."""
    return name[:_LENGTH]
