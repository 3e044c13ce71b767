"""What a messenger needs of the web; `gateways.fetching.WebSend` fits, and wiring hands it in."""

from collections.abc import Mapping
from typing import Protocol


class Answer(Protocol):
    """What was answered, be it an error."""

    @property
    def status(self) -> int:
        """The status code."""

    @property
    def body(self) -> bytes:
        """The body, as it came."""


class Web(Protocol):
    """Sends one request, once."""

    def __call__(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"", *, within: float
    ) -> Answer:
        """Return what was answered within so many seconds. Raises OSError."""
