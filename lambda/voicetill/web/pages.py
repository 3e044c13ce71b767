"""Draws the pages: templates that make every value safe, with the words of one locale."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from urllib.parse import urlencode

from jinja2 import Environment, FunctionLoader, StrictUndefined

from voicetill.domain.checkout_record import Checkout
from voicetill.domain.details import REGION_ASKED, Field, Slip
from voicetill.domain.markets import Market
from voicetill.services.ports import Markets
from voicetill.web import answers
from voicetill.web.answers import Answer
from voicetill.web.cookies import FormGuard
from voicetill.web.languages import PARAMETER, chosen
from voicetill.web.requests import WebRequest
from voicetill.web.texts import Texts

# The order in which each part of the world writes a place; the country comes last everywhere.
_ORDERS: Mapping[str, Sequence[Field]] = {
    "US": (Field.LINE1, Field.LINE2, Field.CITY, Field.REGION, Field.POSTAL_CODE),
    "GB": (Field.LINE1, Field.LINE2, Field.CITY, Field.REGION, Field.POSTAL_CODE),
    "JP": (Field.POSTAL_CODE, Field.REGION, Field.CITY, Field.LINE1, Field.LINE2),
}
_USUAL = (Field.LINE1, Field.LINE2, Field.POSTAL_CODE, Field.CITY, Field.REGION)

# What browsers fill in by themselves (HTML, autofill field names).
_FILLED: Mapping[Field, str] = {
    Field.LINE1: "address-line1",
    Field.LINE2: "address-line2",
    Field.CITY: "address-level2",
    Field.REGION: "address-level1",
    Field.POSTAL_CODE: "postal-code",
}


def _template(name: str) -> str | None:
    file = resources.files("voicetill.web") / "templates" / name
    return file.read_text(encoding="utf-8") if file.is_file() else None


STYLE = _template("style.css") or ""


# Problems that somebody else made: whoever looks for attacks finds them in the log.
_REFUSALS = frozenset({"client", "form", "lost", "unreadable"})


@dataclass(frozen=True, slots=True)
class Language:
    """A way to the same page in another language."""

    locale: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form of details as it is shown: where it goes, what was written in it, and what is wrong with that.

    `leave` is where whoever wants nothing of it goes.
    """

    action: str
    skip: str
    payable: bool
    name_needed: bool
    keep: bool = False
    once: bool = False
    leave: str = ""
    written: Mapping[str, str] = field(default_factory=dict, repr=False)
    slips: Mapping[Field, Slip] = field(default_factory=dict, repr=False)


class Pages:
    """The pages, in every locale that a market serves."""

    def __init__(self, texts: Mapping[str, Texts], markets: Markets, guard: FormGuard) -> None:
        self._texts = texts
        self._markets = markets
        self._guard = guard
        self._templates = Environment(
            loader=FunctionLoader(_template),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )

    def locale(self, request: WebRequest) -> str:
        """Return the locale that a page is shown in."""
        return chosen(request, tuple(self._texts))

    def known(self, locale: str, request: WebRequest) -> str:
        """Return a locale that was kept, if it still has pages; else the request's."""
        return locale if locale in self._texts else self.locale(request)

    def texts(self, locale: str) -> Texts:
        """Return the words of a locale."""
        return self._texts[locale]

    def market(self, locale: str) -> Market:
        """Return the market of a locale; pages are there for the locales of markets only."""
        market = self._markets.for_locale(locale)
        assert market is not None  # noqa: S101 - so it was loaded
        return market

    def details(self, name: str, request: WebRequest, form: Form, *, locale: str) -> Answer:
        """Return a page that asks for details; with slips, what was written is all still there."""
        texts, market = self._texts[locale], self.market(locale)
        status = 422 if form.slips else 200
        return self._with_form(
            name,
            request,
            locale=locale,
            status=status,
            languages=self._languages(request),
            action=form.action,
            skip=form.skip,
            payable=form.payable,
            name_needed=form.name_needed,
            keep=form.keep,
            once=form.once,
            leave=form.leave,
            written=form.written,
            slips={each.value: slip.value for each, slip in form.slips.items()},
            address_fields=[(each.value, _FILLED[each]) for each in _order(market)],
            countries=sorted(
                ((code, texts.country(code)) for code in market.delivery.countries),
                key=lambda it: (it[0] != market.home, it[1]),
            ),
        )

    def code(self, request: WebRequest, *, wrong: bool = False) -> Answer:
        """Return the page that asks for a code."""
        locale = self.locale(request)
        action = f"{request.base_url}/consent"
        return self._with_form(
            "code.html",
            request,
            locale=locale,
            status=404 if wrong else 200,
            refused="code" if wrong else "",
            action=action,
            wrong=wrong,
        )

    def waiting(
        self, request: WebRequest, *, locale: str, state: str, linking: bool, look: str = "", status: int = 200
    ) -> Answer:
        """Return the page of a consent that is not there."""
        return self._with_form(
            "waiting.html",
            request,
            locale=locale,
            status=status,
            action=f"{request.base_url}/consent/choice",
            state=state,
            linking=linking,
            look=look,
        )

    def offer(self, request: WebRequest, checkout: Checkout, *, action: str, slow: bool) -> Answer:
        """Return the page of what is to be paid, with the button that pays it."""
        return self._with_form(
            "pay.html",
            request,
            locale=self.known(checkout.locale, request),
            status=503 if slow else 200,
            action=action,
            offer=checkout,
            place=_label(checkout, self._markets.by_id(checkout.market_id)),
            slow=slow,
        )

    def paid(
        self, request: WebRequest, *, locale: str, state: str, action: str = "", look: str = "", **values: str
    ) -> Answer:
        """Return the page that says what became of a payment."""
        locale = self.known(locale, request)
        return self._with_form(
            "paid.html", request, locale=locale, status=200, state=state, action=action, look=look, values=values
        )

    def done(self, request: WebRequest, *, locale: str, cookies: Sequence[str] = ()) -> Answer:
        """Return the page that says that nothing is left to do."""
        return self._page("done.html", request, locale=self.known(locale, request), cookies=cookies)

    def problem(self, request: WebRequest, about: str, *, status: int) -> Answer:
        """Return the page that says kindly what did not work."""
        refused = about if about in _REFUSALS else ""
        return self._page(
            "problem.html", request, locale=self.locale(request), status=status, refused=refused, about=about
        )

    def _with_form(
        self,
        name: str,
        request: WebRequest,
        *,
        locale: str,
        status: int,
        languages: Sequence[Language] = (),
        refused: str = "",
        **values: object,
    ) -> Answer:
        cookie, token = self._guard.begin(request)
        return self._page(
            name,
            request,
            locale=locale,
            status=status,
            cookies=(cookie,),
            languages=languages,
            refused=refused,
            form=token,
            **values,
        )

    def _page(
        self,
        name: str,
        request: WebRequest,
        *,
        locale: str,
        status: int = 200,
        cookies: Sequence[str] = (),
        languages: Sequence[Language] = (),
        refused: str = "",
        **values: object,
    ) -> Answer:
        html = self._templates.get_template(name).render(
            texts=self._texts[locale],
            market=self.market(locale),
            base=request.base_url,
            languages=languages,
            **values,
        )
        return answers.page(html, status=status, cookies=cookies, secure=request.is_secure, refused=refused)

    def _languages(self, request: WebRequest) -> list[Language]:
        others = [pair for pair in request.query if pair[0] != PARAMETER]
        return [
            Language(
                locale,
                texts.language,
                f"{request.base_url}{request.path}?{urlencode([*others, (PARAMETER, locale)])}",
            )
            for locale, texts in self._texts.items()
        ]


def _label(checkout: Checkout, market: Market) -> str:
    """Return where goods go, on one line; blank if nothing is sent."""
    place = checkout.address
    if place is None or not checkout.needs_delivery:
        return ""
    first, second = (*place.lines, "", "")[:2]
    parts = {
        Field.LINE1: first,
        Field.LINE2: second,
        Field.CITY: place.city,
        Field.REGION: place.region,
        Field.POSTAL_CODE: place.postal_code,
    }
    return ", ".join(part for part in (place.name, *(parts[each] for each in _order(market))) if part)


def _order(market: Market) -> list[Field]:
    order = _ORDERS.get(market.home, _USUAL)
    asks_region = bool(market.delivery.countries & REGION_ASKED)
    return [each for each in order if each is not Field.REGION or asks_region]
