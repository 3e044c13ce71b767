"""Whether a task of the merchant's has settled itself: what was in doubt is known, what was due has gone back."""

from voicetill.domain.occurrences import Happening, Occurrence
from voicetill.domain.refunds import RefundState
from voicetill.services.caring import Office
from voicetill.services.order_news import REFUND_DUE
from voicetill.services.raising import SETTLE
from voicetill.services.remembering import named

_IN_DOUBT = "charge_in_doubt"


def has_settled_itself(office: Office, task: Occurrence) -> bool:
    """Return whether nothing is left to do. What cannot be told by looking is left to who did it."""
    if task.what is not Happening.MERCHANT_TASK:
        return False
    match task.details.get("task"):
        case what if what == SETTLE:
            attempt = office.journal.attempt(str(task.details.get("reference", "")))
            return attempt is not None and not attempt.is_open
        case what if what == _IN_DOUBT:
            standing = office.ledger.standing(task.customer_id, checkout_id=task.subject_id)
            checkout = named(standing, task.subject_id)
            return checkout is not None and not checkout.is_in_doubt
        case what if what == REFUND_DUE:
            return _went_back(office, task)
    return False


def _went_back(office: Office, task: Occurrence) -> bool:
    charge_id, reference = str(task.details.get("charge_id", "")), str(task.details.get("reference", ""))
    # A second payment is named by its reference: the order's id, and two digits of the attempt.
    order = office.journal.order(reference[:-2] if charge_id else task.subject_id)
    if order is None:
        return False
    if charge_id:
        return any(each.of_charge == charge_id and each.state is RefundState.DONE for each in order.refunds)
    return order.left.minor <= 0 and order.on_its_way_back.is_zero
