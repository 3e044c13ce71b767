"""The pages on which a customer who came with a code pays what is in their cart, once."""

import re
from dataclasses import dataclass
from hmac import compare_digest

from voicetill.domain.checkout_record import order_number
from voicetill.domain.links import Visit
from voicetill.services.consenting import Consenting, name_of
from voicetill.services.pay_desk import Begun, NoOffer, Offer, Paid, PayDesk
from voicetill.web.answers import Answer, redirect
from voicetill.web.cookies import FORM_FIELD, FormGuard, end_visit, keep_visit, visit_secret
from voicetill.web.pages import Pages
from voicetill.web.requests import BadRequestError, WebRequest

PAY = "/pay"
RETURN = "/pay/return/"
_VERSION = re.compile(r"[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class PayPages:
    """Shows an offer, takes the yes to it, and tells what became of the payment."""

    desk: PayDesk
    consenting: Consenting
    pages: Pages
    guard: FormGuard

    def begin(self, request: WebRequest, visit: Visit, secret: str) -> Answer:
        """Make an offer to a visit that begins with it, and show it."""
        offer = self.desk.offer(visit.link, self.pages.market(visit.link.locale))
        if isinstance(offer, NoOffer):
            return self._none(request, visit, offer)
        self.consenting.keep(visit, checkout_id=offer.checkout.id)
        return redirect(f"{request.base_url}{PAY}", cookies=[keep_visit(secret, request)])

    def show(self, request: WebRequest) -> Answer:
        """Show the offer of this browser's visit."""
        visit = self._visit(request)
        if visit is None:
            return self.pages.problem(request, "lost", status=410)
        offer = self.desk.offered(visit.link, visit.checkout_id)
        return self._none(request, visit, offer) if isinstance(offer, NoOffer) else self._shown(request, offer)

    def take(self, request: WebRequest) -> Answer:
        """Take the yes and begin the payment; or make the offer anew."""
        written = request.fields()
        if not self.guard.is_ours(request, written.get(FORM_FIELD, "")):
            return self.pages.problem(request, "form", status=403)
        visit = self._visit(request)
        if visit is None:
            return self.pages.problem(request, "lost", status=410)
        match written.get("choice"):
            case "pay" if _VERSION.fullmatch(written.get("version", "")):
                return self._paid(request, visit, int(written["version"]))
            case "again":
                return self.begin(request, visit, visit_secret(request))
            case "skip":
                return self.pages.done(request, locale=visit.link.locale, cookies=[end_visit(request)])
        raise BadRequestError(400)

    def come_back(self, request: WebRequest) -> Answer:
        """Read what became of the payment; what the address says besides is not looked at."""
        visit = self._visit(request)
        name = request.path.removeprefix(RETURN)
        if visit is None or not compare_digest(name_of(visit).encode(), name.encode("utf-8", "replace")):
            return self.pages.problem(request, "lost", status=410)
        paid = self.desk.read(visit)
        number = order_number(visit.checkout_id)
        return self.pages.paid(
            request,
            locale=visit.link.locale,
            state=paid.value,
            action=f"{request.base_url}{PAY}",
            look=f"{request.base_url}{RETURN}{name}" if paid is Paid.PENDING else "",
            **({"number": number} if paid is Paid.PAID else {}),
        )

    def _paid(self, request: WebRequest, visit: Visit, version: int) -> Answer:
        offered = self.desk.offered(visit.link, visit.checkout_id)
        if isinstance(offered, NoOffer):
            return self._none(request, visit, offered)
        # Noted before anything begins: whoever comes back must be able to hear what became of it.
        visit = self.consenting.keep(visit, reference=offered.reference)
        begun = self.desk.pay(
            visit.link,
            self.pages.market(visit.link.locale),
            checkout_id=visit.checkout_id,
            version=version,
            return_url=f"{request.base_url}{RETURN}{name_of(visit)}",
        )
        match begun:
            case Begun(address):
                return redirect(address)
            case Offer(checkout):
                self.consenting.keep(visit, checkout_id=checkout.id)
                return redirect(f"{request.base_url}{PAY}")
            case NoOffer():
                return self._none(request, visit, begun)
        return self._shown(request, offered, slow=True)

    def _visit(self, request: WebRequest) -> Visit | None:
        visit = self.consenting.visit(visit_secret(request))
        return visit if visit is not None and visit.checkout_id else None

    def _shown(self, request: WebRequest, offer: Offer, *, slow: bool = False) -> Answer:
        return self.pages.offer(request, offer.checkout, action=f"{request.base_url}{PAY}", slow=slow)

    def _none(self, request: WebRequest, visit: Visit, none: NoOffer) -> Answer:
        state = "pending" if none.processing else "closed" if none.closed else "nothing"
        return self.pages.paid(request, locale=visit.link.locale, state=state)
