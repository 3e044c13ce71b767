"""Adopting a link: Alexa tells that an account was linked, before the customer speaks again.

Such events may repeat, come late, or never come: a turn that needs an agreement looks for itself.
"""

from dataclasses import replace
from datetime import datetime

from voicetill.domain.agreements import ALEXA
from voicetill.domain.customers import Customer
from voicetill.domain.links import Link, claimed
from voicetill.services.link_ports import Links
from voicetill.services.ports import Shop
from voicetill.services.recognising import linked_account
from voicetill.services.repeating import again_on_conflict


class Adopting:
    """Ties links to customers."""

    def __init__(self, shop: Shop, links: Links) -> None:
        self._shop = shop
        self._links = links

    def linked(self, customer_id: str, access_token: str, *, at: datetime | None = None) -> datetime | None:
        """Tie the link of a token to a customer, with the agreement that was given on it.

        A token that is not good (any more), or another customer's, changes nothing. Where the customer has left
        since, nothing is adopted: the return is when they left, and what they linked has to be erased. Raises
        StoreUnavailableError and ConflictError.
        """
        now = self._shop.clock()
        when = min(at or now, now)
        left_at = self._shop.ledger.standing(customer_id).customer.presence.left_at
        link = again_on_conflict(lambda: self._claimed(customer_id, access_token))
        if left_at is not None and when <= left_at:
            return left_at
        if link is not None:
            again_on_conflict(lambda: self._adopted(customer_id, link, when))
        return None

    def _claimed(self, customer_id: str, access_token: str) -> Link | None:
        link = linked_account(self._links, access_token, customer_id, at=self._shop.clock())
        return self._links.save(link, claimed(link, customer_id)) if link else None

    def _adopted(self, customer_id: str, link: Link, when: datetime) -> None:
        standing = self._shop.ledger.standing(customer_id)
        known = replace(standing.customer, presence=standing.customer.presence.came(when))
        customer = with_agreement_of(link, known)
        self._shop.ledger.save(standing, replace(standing, customer=customer))


def with_agreement_of(link: Link, customer: Customer) -> Customer:
    """Return the customer with the link's agreement, unless theirs is newer; a mark on the same one stays."""
    known = customer.agreement
    if known is not None and known.provider != ALEXA and known.read_at >= link.told_at:
        return customer
    given = link.agreement
    if given is None:
        # Linked anew, perhaps to another account, without a consent: what the last one allowed is not this one's.
        return customer if known is None or known.provider == ALEXA else replace(customer, agreement=None)
    if known is not None and (known.id, known.provider) == (given.id, given.provider):
        # Told on the page since: another place, perhaps. How it stands, the companies tell.
        given = replace(given, status=known.status)
    return replace(customer, agreement=replace(given, read_at=max(given.read_at, link.told_at)))
