"""Everything that can go wrong, in one tree.

VoicetillError
├── IllegalStep              the checkout's table names no such step; nothing has changed
├── CurrencyMismatchError    two currencies met in one sum
├── FaultyDataError          the shop's files cannot be used; carries every fault at once
├── PayloadRefusedError      a payment request would break the provider's rules; never sent
├── GatewayUnavailableError  a payment company could not be reached: certainly nothing has moved
├── ForgedNoticeError        a notification is not from whom it says; nothing of it is believed
├── NotPossibleError         the provider or the settings do not allow what was asked; carries what to do instead
├── ConflictError            somebody else wrote first; read again
└── StoreUnavailableError    the store did not answer, or answered that it cannot

A declined payment is no error: declines are data (see `payments`). Outside the tree stand the faults of a start
(`settings.reading.SettingsError`, `wiring.starting.CannotStartError`) and of an envelope that names nobody
(`alexa.request`).
"""

from collections.abc import Sequence


class VoicetillError(Exception):
    """Something of ours went wrong."""


class IllegalStep(VoicetillError):  # noqa: N818 - reads as a plain fact
    """Raised when the checkout's table names no rule for this state and event."""

    def __init__(self, state: str, event: str) -> None:
        super().__init__(state, event)
        self.state = state
        self.event = event


class CurrencyMismatchError(VoicetillError):
    """Raised when amounts of two currencies would be added or compared."""

    def __init__(self, left: str, right: str) -> None:
        super().__init__(left, right)
        self.left = left
        self.right = right


class FaultyDataError(VoicetillError):
    """Raised at start when the shop's files are faulty; `faults` names each one and how to mend it."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class PayloadRefusedError(VoicetillError):
    """Raised when a payment request breaks a rule of the provider; each fault names the field and its limit."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


class GatewayUnavailableError(VoicetillError):
    """Raised when a request certainly never took effect: not connected, throttled, or refused by our own limit.

    `retry_after` are the seconds after which another try makes sense, 0 if unsaid.
    """

    def __init__(self, why: str, *, retry_after: float = 0) -> None:
        super().__init__(why)
        self.why = why
        self.retry_after = retry_after


class ForgedNoticeError(VoicetillError):
    """Raised when a notification cannot be verified; `why` is for the log and never for the sender."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class NotPossibleError(VoicetillError):
    """Raised when something asked for cannot be done here; `why` is a sentence that says what to do instead."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class ConflictError(VoicetillError):
    """Raised when a record was changed by someone else between our read and our write."""


class StoreUnavailableError(VoicetillError):
    """Raised when the store cannot be read or written at the moment."""
