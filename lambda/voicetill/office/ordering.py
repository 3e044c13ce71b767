"""The verbs that change an order: ship, refund, approve, refuse, cancel, resend."""

from voicetill.domain.agreements import ALEXA
from voicetill.domain.money import Money, from_decimal_string
from voicetill.domain.obstacles import Obstacle
from voicetill.domain.orders import Order, Wish
from voicetill.domain.payments import Payment
from voicetill.domain.refunds import Asked
from voicetill.office import documents
from voicetill.office.documents import Document, items
from voicetill.office.looking import Looking
from voicetill.office.replies import done, gate, not_done, refused
from voicetill.office.requests import Approve, Cancel, Refund, Refuse, Resend, Ship
from voicetill.office.words import amount
from voicetill.services.answering import Answering
from voicetill.services.canceling import Canceled, Canceling, CancelPlan, Way
from voicetill.services.caring import NotDone, Office
from voicetill.services.order_verdicts import Came
from voicetill.services.refunding import Refunding, RefundMade
from voicetill.services.reservations import Reservations
from voicetill.services.shipping import Parcel, ParcelPlan, Shipped, Shipping, Tracked

_TRACKED = {
    Tracked.YES: " The payment company follows the parcel for the customer.",
    Tracked.NOT_ASKED: "",
    Tracked.NOT_POSSIBLE: " The payment company cannot follow the parcel for the customer here.",
    Tracked.REFUSED: " The payment company did not take the tracking number; the parcel has left all the same.",
    Tracked.UNREACHABLE: " The payment company could not be told of the parcel; it has left all the same.",
}


class Ordering:
    """Answers requests about one order each."""

    def __init__(self, office: Office, looking: Looking) -> None:
        self._office = office
        self._looking = looking
        self._shipping = Shipping(office)
        self._refunding = Refunding(office)
        self._canceling = Canceling(office)
        self._answering = Answering(office)

    def ship(self, asked: Ship) -> Document:
        """Send goods off."""
        order = self._looking.order_named(asked.do, asked.order)
        if not isinstance(order, Order):
            return order
        if asked.captured and order.provider != ALEXA:
            return refused(asked.do, "faulty_request", "Only captures of orders over Alexa are made elsewhere.")
        parcel = Parcel(asked.products, asked.carrier, asked.tracking, asked.arrives)
        plan = self._ship_plan(order, parcel, asked)
        if isinstance(plan, NotDone):
            return not_done(asked.do, plan)
        told = _would_ship(order, plan, asked)
        waits = gate(asked.do, told, dry_run=asked.dry_run, confirmed=asked.confirm or not plan.captures)
        if waits is not None:
            return waits
        ready = self._taken_elsewhere(order, asked.captured)
        shipped = ready if isinstance(ready, NotDone) else self._shipping.ship(ready, parcel)
        return not_done(asked.do, shipped) if isinstance(shipped, NotDone) else _shipped(asked.do, shipped)

    def _ship_plan(self, order: Order, parcel: Parcel, asked: Ship) -> ParcelPlan | NotDone:
        plan = self._shipping.plan(order, parcel)
        by_hand = isinstance(plan, NotDone) and plan.obstacle is Obstacle.DONE_ELSEWHERE
        if not (by_hand and asked.captured):
            return plan
        return ParcelPlan(parcel.product_ids or (), captures=True, tracks=False)

    def _taken_elsewhere(self, order: Order, capture_id: str | None) -> Order | NotDone:
        if capture_id is None or order.is_captured:
            return order
        return Reservations(self._office).record_taken(order, capture_id)

    def refund(self, asked: Refund) -> Document:
        """Give money back, or write down that it was given back elsewhere."""
        order = self._looking.order_named(asked.do, asked.order)
        if not isinstance(order, Order):
            return order
        wanted = _asked(order, asked)
        if isinstance(wanted, NotDone):
            return not_done(asked.do, wanted)
        second = self._second(order, asked.second) if asked.second else None
        if isinstance(second, NotDone):
            return not_done(asked.do, second)
        granting = (Wish.REFUND,) if order.has_asked(Wish.REFUND) and second is None else ()
        return self._give_back(asked, order, wanted, second, granting)

    def _give_back(
        self,
        asked: Refund | Approve,
        order: Order,
        wanted: Asked,
        second: Payment | None,
        granting: tuple[Wish, ...],
    ) -> Document:
        known = self._refunding.repeated(order, wanted)
        if isinstance(known, NotDone):
            return not_done(asked.do, known)
        if known is not None:
            return _refunded(asked.do, known, recorded=asked.record)
        plan = (
            self._refunding.planned_record(order, wanted)
            if asked.record
            else self._refunding.plan(order, wanted, second=second)
        )
        if isinstance(plan, NotDone):
            return not_done(asked.do, plan)
        verb = "Write down a refund made elsewhere of" if asked.record else f"Refund through {order.provider}:"
        told = f"{verb} {amount(plan.amount)} for order {order.number} ({items(order.quote)})."
        if not order.given_back.is_zero or not order.on_its_way_back.is_zero:
            held = Money(order.given_back.minor + order.on_its_way_back.minor, plan.amount.currency)
            told += f" {amount(held)} went back before, or is on its way."
        waits = gate(asked.do, told, dry_run=asked.dry_run, confirmed=asked.confirm, refund=documents.refund(plan))
        if waits is not None:
            return waits
        made = (
            self._refunding.record(order, wanted, granting=granting)
            if asked.record
            else self._refunding.refund(order, wanted, second=second, granting=granting)
        )
        if isinstance(made, NotDone):
            return not_done(asked.do, made)
        return _refunded(asked.do, made, recorded=asked.record)

    def _second(self, order: Order, reference: str) -> Payment | NotDone:
        known = self._looking.second_payment(order, reference)
        return known or NotDone(Obstacle.NO_SECOND, order=order)

    def approve(self, asked: Approve) -> Document:
        """Do what the customer asked for."""
        order = self._looking.order_named(asked.do, asked.order)
        if not isinstance(order, Order):
            return order
        wish = _wish(order, asked.wish)
        if isinstance(wish, Obstacle):
            return not_done(asked.do, NotDone(wish, order=order))
        if wish is Wish.CANCEL and asked.amount is not None:
            return refused(
                asked.do, "faulty_request", "A cancellation gives all of it back: leave the amount out."
            )
        if wish is Wish.CANCEL:
            return self._call_off(asked, order, Wish.CANCEL)
        wanted = _asked(order, asked)
        if isinstance(wanted, NotDone):
            return not_done(asked.do, wanted)
        return self._give_back(asked, order, wanted, None, (Wish.REFUND,))

    def refuse(self, asked: Refuse) -> Document:
        """Say no to what the customer asked for."""
        order = self._looking.order_named(asked.do, asked.order)
        if not isinstance(order, Order):
            return order
        wishes = (asked.wish,) if asked.wish else tuple(Wish)
        meant = [wish.value for wish in order.open_wishes if wish in wishes]
        if not meant:
            return not_done(asked.do, NotDone(Obstacle.NO_WISH, order=order))
        told = f"Refuse what the customer of order {order.number} asked for: {', '.join(meant)}."
        waits = gate(asked.do, told, dry_run=asked.dry_run, confirmed=True)
        if waits is not None:
            return waits
        after = self._answering.refuse(order, because=asked.because, wishes=wishes)
        if isinstance(after, NotDone):
            return not_done(asked.do, after)
        said = f"Refused for order {order.number}: {', '.join(meant)}. The customer hears so when they ask for it."
        return done(asked.do, said, order=documents.order_line(after))

    def cancel(self, asked: Cancel) -> Document:
        """Call an order off."""
        order = self._looking.order_named(asked.do, asked.order)
        return self._call_off(asked, order, Wish.CANCEL) if isinstance(order, Order) else order

    def _call_off(self, asked: Cancel | Approve, order: Order, wish: Wish) -> Document:
        if asked.record:
            return self._called_off_elsewhere(asked, order)
        plan = self._canceling.plan(order)
        if isinstance(plan, NotDone):
            return not_done(asked.do, plan)
        told = _would_cancel(order, plan)
        waits = gate(asked.do, told, dry_run=asked.dry_run, confirmed=asked.confirm)
        if waits is not None:
            return waits
        reason = asked.reason if isinstance(asked, Cancel) else plan.reason
        off = self._canceling.cancel(order, reason=reason, note=asked.note, granting=(wish,))
        return not_done(asked.do, off) if isinstance(off, NotDone) else _canceled(asked.do, off)

    def _called_off_elsewhere(self, asked: Cancel | Approve, order: Order) -> Document:
        plan = self._canceling.plan_record(order, note=asked.note)
        if isinstance(plan, NotDone):
            return not_done(asked.do, plan)
        back = f", and its {amount(plan.refund.amount)} refunded" if plan.refund else ""
        told = f"Write down that order {order.number} was canceled elsewhere{back}."
        waits = gate(asked.do, told, dry_run=asked.dry_run, confirmed=asked.confirm)
        if waits is not None:
            return waits
        off = self._canceling.record(order, note=asked.note)
        return not_done(asked.do, off) if isinstance(off, NotDone) else _canceled(asked.do, off)

    def resend(self, asked: Resend) -> Document:
        """Mail the confirmation once more."""
        order = self._looking.order_named(asked.do, asked.order)
        if not isinstance(order, Order):
            return order
        where = "to the address given" if asked.email else "to the address that is known, if any"
        told = f"Mail the confirmation of order {order.number} once more, {where}."
        waits = gate(asked.do, told, dry_run=asked.dry_run, confirmed=True)
        if waits is not None:
            return waits
        again = self._answering.resend(order, email=asked.email)
        if isinstance(again, NotDone):
            return not_done(asked.do, again)
        return done(asked.do, f"The confirmation of order {order.number} is mailed once more, {where}.")


def _asked(order: Order, asked: Refund | Approve) -> Asked | NotDone:
    wanted: Money | None = None
    if asked.amount is not None:
        wanted = from_decimal_string(asked.amount, order.payment.amount.currency)
        if wanted is None:
            return NotDone(Obstacle.OTHER_CURRENCY, order=order)
    if isinstance(asked, Approve):
        return Asked(wanted, Refund.model_fields["reason"].default, note=asked.note)
    return Asked(wanted, asked.reason, over=asked.over, note=asked.note, key=asked.key)


def _wish(order: Order, named: Wish | None) -> Wish | Obstacle:
    wishes = [wish for wish in dict.fromkeys(order.open_wishes) if named in (None, wish)]
    if not wishes:
        return Obstacle.NO_WISH
    return Obstacle.SEVERAL_WISHES if len(wishes) > 1 else wishes[0]


def _would_ship(order: Order, plan: ParcelPlan, asked: Ship) -> str:
    what = ", ".join(plan.product_ids) or "all that is left"
    by = f" with {asked.carrier} {asked.tracking}".rstrip() if asked.carrier else ""
    taken = f" First {amount(order.payment.amount)} is taken, which was only reserved." if plan.captures else ""
    if asked.captured and plan.captures:
        taken = f" The reserved {amount(order.payment.amount)} was taken elsewhere, as {asked.captured}."
    return f"Ship {what} of order {order.number}{by}.{taken}"


def _shipped(do: str, told: Shipped) -> Document:
    parcel, order = told.order.shipments[-1], told.order
    by = f" with {parcel.carrier} {parcel.tracking}".rstrip() if parcel.carrier else ""
    taken = f" {amount(order.payment.amount)} was taken." if told.captured else ""
    said = f"Order {order.number}: {', '.join(parcel.product_ids)} shipped{by}.{taken}{_TRACKED[told.tracked]}"
    return done(do, said, order=documents.order_line(order), tracked=told.tracked.value)


def _refunded(do: str, told: RefundMade, *, recorded: bool) -> Document:
    back = f"{amount(told.refund.amount)} of order {told.order.number}"
    if told.repeated:
        said = f"Refund {told.refund.reference} was asked for with this key before; nothing was done again."
    elif recorded:
        said = f"Written down: {back} went back."
    elif told.came is Came.WAITING:
        said = f"{back} is on its way back; how it ends is not known yet, and is looked after."
    else:
        said = f"{back} went back."
    return done(
        do,
        said,
        came=told.came.value,
        refund=documents.refund(told.refund),
        order=documents.order_line(told.order),
    )


def _would_cancel(order: Order, plan: CancelPlan) -> str:
    match plan.way:
        case Way.RELEASE:
            how = f"its reservation of {amount(order.payment.amount)} is let go"
        case Way.REFUND:
            back = plan.refund.amount if plan.refund else order.left
            how = f"{amount(back)} goes back"
        case Way.MARK:
            how = "no money is left to move"
    runs = " Its subscription goes on." if order.subscription_id else ""
    return f"Cancel order {order.number} ({items(order.quote)}): {how}.{runs}"


def _canceled(do: str, told: Canceled) -> Document:
    order = told.order
    if not order.is_canceled:
        said = f"Order {order.number} is canceled once its money is certainly on its way back. It does not ship."
    elif told.came is Came.WAITING:
        said = f"Order {order.number} is canceled; its money is on its way back."
    elif told.refund is not None:
        said = f"Order {order.number} is canceled, and {amount(told.refund.amount)} went back."
    else:
        said = f"Order {order.number} is canceled."
    refund = documents.refund(told.refund) if told.refund else None
    return done(do, said, came=told.came.value, refund=refund, order=documents.order_line(order))
