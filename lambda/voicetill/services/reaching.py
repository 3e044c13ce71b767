"""How customers are reached who are not there: by what they told with their agreement, and by what they allow."""

from dataclasses import dataclass

from voicetill.domain.checkout_record import Checkout
from voicetill.domain.occurrences import Happening, Occurrence
from voicetill.domain.orders import Order
from voicetill.domain.subscriptions import Subscription
from voicetill.services.ports import KnownContacts, Ledger
from voicetill.services.remembering import named


@dataclass(frozen=True, slots=True)
class AddressBook:
    """How customers are reached who are not there: by what they told with their agreement, and allowed."""

    ledger: Ledger
    contacts: KnownContacts

    def email_of(self, occurrence: Occurrence, subject: Order | Subscription | None) -> str:
        """Return the address; blank if none is known. Raises StoreUnavailableError."""
        about = subject or self._checkout(occurrence)
        if about is None or not about.agreement_id:
            return ""
        return self.contacts.email_of(
            occurrence.customer_id, provider=about.provider, agreement_id=about.agreement_id
        )

    def user_id_of(self, occurrence: Occurrence) -> str:
        """Return whom the voice platform notifies; blank if they do not allow it. Raises StoreUnavailableError."""
        return self.ledger.standing(occurrence.customer_id).customer.notices_to

    def _checkout(self, occurrence: Occurrence) -> Checkout | None:
        """Return the checkout that never became an order."""
        if occurrence.what is not Happening.PAYMENT_FAILED:
            return None
        standing = self.ledger.standing(occurrence.customer_id, checkout_id=occurrence.subject_id)
        return named(standing, occurrence.subject_id)
