"""The shapes of the back office's answers.

Done: `{"ok": true, "do": ..., "told": ...}` with what was asked for. Not done: `{"ok": false, "do": ..., "error":
{"code", "message", "mend"}}`. A rehearsal (`dry_run`) says what would happen in the same words, and what needs a
confirmation says so before anything has happened.
"""

from voicetill.office.documents import Document, order_line
from voicetill.office.words import error_of
from voicetill.services.caring import NotDone
from voicetill.services.finding import NotFound, Several

UNCONFIRMED = "confirmation_needed"


def done(do: str, told: str, **more: object) -> Document:
    """Return the answer to what was done, or was looked up."""
    return {"ok": True, "do": do, "told": told, **more}


def refused(do: str, code: str, message: str, mend: str = "", **more: object) -> Document:
    """Return the answer to what was not done."""
    error: Document = {"code": code, "message": message}
    if mend:
        error["mend"] = mend
    return {"ok": False, "do": do, "error": error, **more}


def not_done(do: str, told: NotDone) -> Document:
    """Return the answer to what a service did not do."""
    answer: Document = {"ok": False, "do": do, "error": error_of(told)}
    if told.order is not None:
        answer["order"] = order_line(told.order)
    return answer


def gate(do: str, told: str, *, dry_run: bool, confirmed: bool, **more: object) -> Document | None:
    """Return the answer of whoever only wanted to know, or has not confirmed yet; None if it shall be done."""
    if dry_run:
        return {"ok": True, "do": do, "dry_run": True, "told": told, **more}
    if not confirmed:
        return refused(do, UNCONFIRMED, told, "nothing has happened yet: ask again with confirm", **more)
    return None


def not_found(do: str, told: NotFound, place: str) -> Document:
    """Return the answer to an order that is not there; `place` says where it was looked for."""
    if not told.is_a_name:
        mend = "name the whole number, 1234-5678, or the order's id"
        return refused(do, "no_order_number", f"{told.named!r} is neither an order's number nor its id.", mend)
    if told.elsewhere:
        sandbox = "true" if told.elsewhere == "SANDBOX" else "false"
        mend = f"it is in {told.elsewhere}: set SANDBOX_MODE={sandbox}"
    else:
        mend = "see the list of orders; mind which table, merchant and environment are set"
    return refused(do, "order_not_found", f"No order {told.named} in {place}.", mend)


def several(do: str, told: Several) -> Document:
    """Return the answer to a number that more than one order bears."""
    return refused(
        do,
        "several_orders",
        f"{len(told.orders)} orders bear the number {told.named}.",
        "name the one you mean by its id",
        candidates=[order_line(order) for order in told.orders],
    )
