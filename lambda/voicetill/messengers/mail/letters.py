"""A story laid out: one letter, as a page of HTML and as text, which says the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import resources

from jinja2 import Environment, FunctionLoader, StrictUndefined, select_autoescape

from voicetill.domain.news import News
from voicetill.domain.pricing import Line, Quote
from voicetill.messengers.mail.stories import Story, story
from voicetill.messengers.mail.texts import MailTexts, plain


@dataclass(frozen=True, slots=True)
class Row:
    """One line of what was bought."""

    title: str
    quantity: str
    amount: str
    written: str


@dataclass(frozen=True, slots=True)
class Page:
    """What the templates show; every value is plain text."""

    subject: str
    heading: str
    text: tuple[str, ...]
    rows: tuple[Row, ...]
    sums: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    after: tuple[str, ...]
    seller: str
    logo: str
    sandbox: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent."""

    locale: str
    subject: str
    text: str
    html: str


class LetterWriter:
    """Writes letters. In `sandbox` each says that it is a test."""

    def __init__(self, *, sandbox: bool) -> None:
        self._sandbox = sandbox

    def write(self, news: News, texts: MailTexts) -> Letter | None:
        """Return the letter about news; None if nothing is written. Raises LookupError without its subject."""
        told = story(news, texts)
        if told is None:
            return None
        page = self._page(told, news, texts)
        text = self._templates.get_template("letter.txt.jinja").render(page=page, texts=texts)
        html = self._templates.get_template("letter.html.jinja").render(page=page, texts=texts)
        return Letter(texts.locale, page.subject, text, html)

    def _page(self, told: Story, news: News, texts: MailTexts) -> Page:
        seller, contact = news.market.seller, news.market.contact
        questions = texts.write("common.questions", phone=contact.phone, email=contact.email)
        return Page(
            subject=texts.write(f"mail.{told.name}.subject", seller=seller).strip(),
            heading=texts.write(f"mail.{told.name}.heading"),
            text=told.text,
            rows=tuple(_rows(told.quote.lines if told.quote else told.lines, texts)),
            sums=tuple(_sums(told.quote, texts)) if told.quote else (),
            facts=tuple((label, plain(value)) for label, value in told.facts),
            after=(*told.after, questions),
            seller=plain(seller),
            logo=news.market.logo.small,
            sandbox=self._sandbox,
        )

    @cached_property
    def _templates(self) -> Environment:
        # What is filled in is escaped in HTML, always; a name that is not there is a fault, and no blank.
        return Environment(
            loader=FunctionLoader(_template),
            autoescape=select_autoescape(
                disabled_extensions=("txt.jinja",), default=True, default_for_string=True
            ),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )


def _template(name: str) -> str:
    return (resources.files("voicetill.messengers") / "templates" / name).read_text(encoding="utf-8")


def _rows(lines: tuple[Line, ...], texts: MailTexts) -> Iterator[Row]:
    for line in lines:
        title, quantity = plain(line.text.title), texts.number(line.quantity)
        written = texts.write("format.line", quantity=quantity, title=title)
        yield Row(title, quantity, texts.money(line.amount), written)


def _sums(quote: Quote, texts: MailTexts) -> Iterator[tuple[str, str]]:
    """Give what stands under the lines; the total last."""
    if quote.needs_delivery:
        free = quote.delivery.is_zero
        yield texts.label("delivery"), texts.label("free") if free else texts.money(quote.delivery)
    if not quote.tax.is_zero:
        yield texts.label("tax"), texts.money(quote.tax)
    yield texts.label("total"), texts.money(quote.total)
