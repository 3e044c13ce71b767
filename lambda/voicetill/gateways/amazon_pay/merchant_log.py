"""What the merchant should know of an answer: a fixed message with named fields, and nothing of a person.

Payloads, ids, addresses and e-mails never come here; a code comes only where it looks like one.
"""

import logging

_LOG = logging.getLogger(__name__)


def not_understood(operation: str, *, why: str) -> None:
    """Note that an answer proves nothing; `why` is a fixed text of ours."""
    _LOG.warning("amazon pay answer not understood", extra={"operation": operation, "why": why})


def fault(operation: str, code: str, cure: str | None) -> None:
    """Note an error that the merchant can do something about; others are the customer's own affair."""
    if cure:
        _LOG.warning("amazon pay error", extra={"operation": operation, "code": code, "cure": cure})


def address_not_read(*, why: str, status: int | None = None) -> None:
    """Note that a buyer's address could not be asked for; `why` is a fixed text of ours, or a kind of trouble."""
    _LOG.warning("buyer address not read", extra={"why": why, **({"status": status} if status else {})})
