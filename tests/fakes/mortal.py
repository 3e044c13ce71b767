"""Whoever works with this can be killed at any call that leaves the process: just before it, or just after."""

from collections.abc import Callable
from typing import Any


class Killed(BaseException):
    """The process ended here; nobody catches that."""


class Fuse:
    """Burns down by one at each end of each call, and kills at zero; None: never."""

    def __init__(self, length: int | None = None) -> None:
        self.length = length
        self.burnt = 0

    def burn(self) -> None:
        self.burnt += 1
        if self.length is not None and self.burnt == self.length:
            raise Killed


class Mortal:
    """Stands in for anything that is called, with a fuse at its verbs."""

    def __init__(self, target: object, fuse: Fuse) -> None:
        self._target = target
        self._fuse = fuse

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._target, name)
        return self._with_fuse(found) if callable(found) else found

    def _with_fuse(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def called(*args: object, **named: object) -> object:
            self._fuse.burn()
            answer = call(*args, **named)
            self._fuse.burn()
            return answer

        return called
