"""A turn that lost a race is played once more on what the winner wrote."""

from collections.abc import Callable
from typing import TypeVar

from voicetill.domain.errors import ConflictError

Result = TypeVar("Result")


def again_on_conflict(turn: Callable[[], Result], *, times: int = 1) -> Result:
    """Play a turn; when somebody else wrote first, play it again, at most `times` more; then ConflictError."""
    for _ in range(times):
        try:
            return turn()
        except ConflictError:
            continue
    return turn()
