"""The pages around a consent: an invitation's, the way back from the company, and what can be done then."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from voicetill.domain.charging import ConsentState
from voicetill.domain.details import Slips, read_details
from voicetill.domain.links import Invitation, Link, Visit, typed_code
from voicetill.domain.markets import Market
from voicetill.services.consenting import Consenting, Finished, SentOn, Waiting, Way, name_of
from voicetill.web.answers import Answer, redirect
from voicetill.web.cookies import FORM_FIELD, FormGuard, end_visit, keep_visit, visit_secret
from voicetill.web.languages import PARAMETER
from voicetill.web.pages import Form, Pages
from voicetill.web.paying import PayPages
from voicetill.web.requests import BadRequestError, WebRequest

RETURN = "/consent/return/"
CODE = "/consent/"

_WORDS: Mapping[ConsentState | None, str] = {
    ConsentState.OPEN: "open",
    ConsentState.GIVEN: "open",
    ConsentState.REFUSED: "refused",
    ConsentState.FAILED: "failed",
    None: "unreachable",
}


def chosen_in(written: Mapping[str, str], *choices: str) -> str:
    """Return the button that was pressed; raises BadRequestError for another one."""
    choice = written.get("choice", "")
    if choice not in choices:
        raise BadRequestError(400)
    return choice


@dataclass(frozen=True, slots=True)
class Ways:
    """Turns how a visit goes on into an answer."""

    pages: Pages

    def back(self, request: WebRequest) -> Callable[[str], str]:
        """Return what makes the address of the way back."""
        return lambda name: f"{request.base_url}{RETURN}{name}"

    def answer(self, request: WebRequest, way: Way) -> Answer:
        """Return the answer."""
        match way:
            case SentOn(address, secret):
                return redirect(address, cookies=[keep_visit(secret, request) if secret else end_visit(request)])
            case Waiting():
                return self._waiting(request, way)
            case Finished(locale):
                return self.pages.done(request, locale=locale, cookies=[end_visit(request)])
            case _:
                return self.pages.problem(request, "lost", status=410)

    def _waiting(self, request: WebRequest, way: Waiting) -> Answer:
        visit = way.visit
        may_look = bool(visit.consent_id) and way.state in (ConsentState.OPEN, None)
        shown = self.pages.waiting(
            request,
            locale=self.pages.known(visit.link.locale, request),
            state=_WORDS[way.state],
            linking=visit.ask is not None,
            look=f"{request.base_url}{RETURN}{name_of(visit)}" if may_look else "",
            status=503 if way.state is None else 200,
        )
        kept = [keep_visit(way.secret, request)] if way.secret else []
        return Answer(shown.status, shown.body, shown.headers, [*shown.cookies, *kept])


@dataclass(frozen=True, slots=True)
class ConsentPages:
    """The pages of invitations and of consents under way."""

    consenting: Consenting
    pages: Pages
    guard: FormGuard
    ways: Ways
    paying: PayPages

    def ask_code(self, request: WebRequest) -> Answer:
        """Return the page that asks for a code."""
        return self.pages.code(request)

    def take_code(self, request: WebRequest) -> Answer:
        """Go on to the page that a typed code leads to."""
        written = request.fields()
        if not self.guard.is_ours(request, written.get(FORM_FIELD, "")):
            return self.pages.problem(request, "form", status=403)
        code = typed_code(written.get("code", ""))
        return redirect(f"{request.base_url}{CODE}{code}") if code else self.pages.code(request, wrong=True)

    def show_invited(self, request: WebRequest) -> Answer:
        """Return the page of an invitation; showing it uses nothing up."""
        found = self._invited(request)
        if found is None:
            return self.pages.code(request, wrong=True)
        return self._shown(request, found[1], {}, None)

    def take_invited(self, request: WebRequest) -> Answer:
        """Take what was written, and begin the consent."""
        written = request.fields()
        if not self.guard.is_ours(request, written.get(FORM_FIELD, "")):
            return self.pages.problem(request, "form", status=403)
        found = self._invited(request)
        if found is None:
            return self.pages.code(request, wrong=True)
        return self._taken(request, *found, written)

    def _taken(
        self, request: WebRequest, invitation: Invitation, link: Link, written: Mapping[str, str]
    ) -> Answer:
        locale = self._locale(request, link)
        market = self.pages.market(locale)
        choice = chosen_in(written, "pay", "once", "skip")
        if not self._can(choice, link, market):
            # The page was opened while payments were possible: it says now that they are not.
            return self._shown(request, link, written, None)
        details = read_details(
            written,
            countries=market.delivery.countries,
            name_needed=choice != "skip" and not link.name,
            address_needed=choice == "once" and self.paying.desk.needs_address(link),
        )
        if isinstance(details, Slips):
            return self._shown(request, link, written, details)
        accepted = self.consenting.accept(invitation, details, locale=locale)
        if accepted is None:
            return self.pages.code(request, wrong=True)
        visit, secret = accepted
        if choice == "once":
            return self.paying.begin(request, visit, secret)
        if choice == "skip":
            return self.ways.answer(request, self.consenting.finish(visit))
        way = self.consenting.go_on(visit, secret, market=market, back=self.ways.back(request))
        return self.ways.answer(request, way)

    def _can(self, choice: str, link: Link, market: Market) -> bool:
        if choice == "once":
            return self.paying.desk.serves(link, market)
        return choice == "skip" or self.consenting.payable_in(market)

    def come_back(self, request: WebRequest) -> Answer:
        """Read what became of a consent; what the address says besides is not looked at."""
        name = request.path.removeprefix(RETURN)
        return self.ways.answer(request, self.consenting.come_back(visit_secret(request), name))

    def choose(self, request: WebRequest) -> Answer:
        """Begin a consent once more, or go on without."""
        written = request.fields()
        if not self.guard.is_ours(request, written.get(FORM_FIELD, "")):
            return self.pages.problem(request, "form", status=403)
        secret = visit_secret(request)
        visit = self.consenting.visit(secret)
        if visit is None:
            return self.pages.problem(request, "lost", status=410)
        return self.ways.answer(request, self._chosen(request, written.get("choice", ""), visit, secret))

    def _chosen(self, request: WebRequest, choice: str, visit: Visit, secret: str) -> Way:
        if choice not in ("again", "skip"):
            raise BadRequestError(400)
        if choice == "skip":
            return self.consenting.give_up(visit)
        market = self.pages.market(self.pages.known(visit.link.locale, request))
        return self.consenting.again(visit, secret, market=market, back=self.ways.back(request))

    def _invited(self, request: WebRequest) -> tuple[Invitation, Link] | None:
        invitation = self.consenting.invitation(request.path.removeprefix(CODE))
        link = self.consenting.invited_link(invitation) if invitation else None
        return (invitation, link) if invitation and link else None

    def _locale(self, request: WebRequest, link: Link) -> str:
        """The link's own language, unless another one is asked for by name."""
        asked = any(name == PARAMETER for name, _ in request.query)
        return self.pages.locale(request) if asked else self.pages.known(link.locale, request)

    def _shown(self, request: WebRequest, link: Link, written: Mapping[str, str], slips: Slips | None) -> Answer:
        locale = self._locale(request, link)
        market = self.pages.market(locale)
        form = Form(
            action=f"{request.base_url}{request.path}" + (f"?{request.raw_query}" if request.raw_query else ""),
            skip=self.pages.texts(locale)("invited.button_skip"),
            payable=self.consenting.payable_in(market),
            name_needed=not link.name,
            keep=True,
            once=self.paying.desk.serves(link, market),
            written=written,
            slips=slips.by_field if slips else {},
        )
        return self.pages.details("invited.html", request, form, locale=locale)
