"""What the merchant should know of a call: a fixed message with named fields, and nothing of a person.

Payloads, ids of agreements, addresses and e-mails never come here; a code comes only where it looks like one. The
vendor's support asks for the request id.
"""

import logging

_LOG = logging.getLogger(__name__)


def refused(operation: str, *, status: int, code: str, request_id: str, cure: str | None) -> None:
    """Note that a call was refused; as a warning where the merchant can do something about it."""
    fields = {"operation": operation, "status": status, "code": code, "request_id": request_id}
    if cure:
        _LOG.warning("amazon pay refused a call", extra={**fields, "cure": cure})
    else:
        _LOG.info("amazon pay refused a call", extra=fields)


def not_understood(operation: str, *, why: str, request_id: str = "") -> None:
    """Note that an answer proves nothing; `why` is a fixed text of ours."""
    fields = {"operation": operation, "why": why, "request_id": request_id}
    _LOG.warning("amazon pay answer not understood", extra=fields)


def no_answer(operation: str, *, why: str) -> None:
    """Note that a call was sent and brought no answer; `why` is a kind of trouble, and nothing of the call."""
    _LOG.warning("no answer from amazon pay", extra={"operation": operation, "why": why})


def not_signed(operation: str, *, why: str) -> None:
    """Note that a call was not made because our key cannot be had or used; `why` is a kind of trouble."""
    fields = {"operation": operation, "why": why, "cure": "check the private key of Amazon Pay"}
    _LOG.error("amazon pay call not signed", extra=fields)


def not_known(operation: str) -> None:
    """Note that Amazon Pay does not know what we ask about; with the right keys that cannot be."""
    _LOG.warning(
        "amazon pay does not know this", extra={"operation": operation, "cure": "check the merchant account"}
    )
