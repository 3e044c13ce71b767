"""What the merchant should know of PPRO's answers: fixed messages with named fields, and nothing of a person.

Payloads, keys, addresses and e-mails never come here; a code comes only where it is a documented one.
"""

import logging

_LOG = logging.getLogger(__name__)


def not_understood(what: str, *, why: str) -> None:
    """Note that an answer proves nothing; both are fixed texts of ours."""
    _LOG.warning("ppro answer not understood", extra={"what": what, "why": why})


def refused(what: str, *, status: int) -> None:
    """Note that PPRO refused a request of ours as wrong."""
    _LOG.error("ppro refused a request", extra={"what": what, "status": status})


def mend(code: str) -> None:
    """Note a failure that only the merchant can mend; `code` is a documented one."""
    _LOG.error("ppro failure to mend", extra={"code": code})


def charged_twice(reference: str) -> None:
    """Note that two charges of one name were taken: one must be given back."""
    _LOG.error("ppro took two charges of one reference", extra={"reference": reference})


def key_refused(status: int) -> None:
    """Note that the key, also a fresh one, opens nothing."""
    _LOG.error("ppro refused the key", extra={"status": status})
