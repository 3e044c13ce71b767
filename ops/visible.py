"""Words of others on a terminal: what would steer it, or turn a line around, is shown and not done.

Names and addresses are whatever a customer wrote at Amazon. A terminal takes some signs for orders: to clear the
screen, to change its title, to write what was never said.
"""

import re

# Control characters in both of their ranges, but for the end of a line and the tab; what changes directions; and
# halves of pairs, which no terminal can write.
_STEERS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def visible(words: str) -> str:
    """Return the words with each of these written by its number, as JSON writes it."""
    return _STEERS.sub(lambda found: f"\\u{ord(found[0]):04x}", words)
