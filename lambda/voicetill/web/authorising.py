"""The authorise page: where Alexa sends a customer who links their account."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from voicetill.domain.details import Slips, read_details
from voicetill.domain.oauth import Ask, Client, Fault, Returned, Shown, read_ask
from voicetill.services.consenting import Consenting
from voicetill.web.answers import Answer, redirect
from voicetill.web.consenting import Ways, chosen_in
from voicetill.web.cookies import FORM_FIELD, FormGuard
from voicetill.web.pages import Form, Pages
from voicetill.web.requests import WebRequest


@dataclass(frozen=True, slots=True)
class Authorising:
    """Shows the page, and takes what was written on it. The client's request stands in the address of both."""

    client: Client
    consenting: Consenting
    pages: Pages
    guard: FormGuard
    ways: Ways

    def show(self, request: WebRequest) -> Answer:
        """Return the page; or send the fault of a known client back to it."""
        ask = read_ask(request.query, self.client)
        if not isinstance(ask, Ask):
            return self._refused(request, ask)
        return self._shown(request, ask, {}, None)

    def take(self, request: WebRequest) -> Answer:
        """Link, with a consent or without; a field that cannot stay so brings the page back."""
        ask = read_ask(request.query, self.client)
        if not isinstance(ask, Ask):
            return self._refused(request, ask)
        written = request.fields()
        if not self.guard.is_ours(request, written.get(FORM_FIELD, "")):
            return self.pages.problem(request, "form", status=403)
        locale = self.pages.locale(request)
        market = self.pages.market(locale)
        pays = chosen_in(written, "pay", "skip") == "pay"
        if pays and not self.consenting.payable_in(market):
            # The page was opened while payments were possible: it says now that they are not.
            return self._shown(request, ask, written, None)
        details = read_details(written, countries=market.delivery.countries, name_needed=pays)
        if isinstance(details, Slips):
            return self._shown(request, ask, written, details)
        if not pays:
            return redirect(self.consenting.link_without(ask, details, locale=locale).address)
        back = self.ways.back(request)
        way = self.consenting.begin(ask, details, locale=locale, market=market, back=back)
        return self.ways.answer(request, way)

    def _shown(self, request: WebRequest, ask: Ask, written: Mapping[str, str], slips: Slips | None) -> Answer:
        locale = self.pages.locale(request)
        market = self.pages.market(locale)
        form = Form(
            action=f"{request.base_url}/authorise?{request.raw_query}",
            skip=self.pages.texts(locale)("link.button_skip"),
            payable=self.consenting.payable_in(market),
            name_needed=True,
            leave=Returned(ask.redirect_uri, ask.state, Fault.ACCESS_DENIED).address,
            written=written,
            slips=slips.by_field if slips else {},
        )
        return self.pages.details("link.html", request, form, locale=locale)

    def _refused(self, request: WebRequest, fault: Shown | Returned) -> Answer:
        if isinstance(fault, Returned):
            return replace(redirect(fault.address), refused=fault.fault.value)
        return replace(self.pages.problem(request, "client", status=400), refused=fault.about)
