"""Recognising a customer's linked account by the token that the voice brings with them."""

import logging
from datetime import datetime

from voicetill.domain.links import Link
from voicetill.services.link_ports import Links

logger = logging.getLogger(__name__)


def linked_account(links: Links, token: str, customer_id: str, *, at: datetime) -> Link | None:
    """Return the link of an access token, if it is good and may be this customer's; None also without a token.

    A link belongs to whoever brought its token first: one that is another customer's by now was stolen, or mixed
    up, and opens nothing. Raises StoreUnavailableError.
    """
    if not token:
        return None
    link = links.by_access_token(token, at=at)
    if link is None:
        logger.warning("access token refused", extra={"why": "not good"})
        return None
    if not link.is_open_to(customer_id):
        logger.warning("access token refused", extra={"why": "of another customer", "link_id": link.id})
        return None
    return link
