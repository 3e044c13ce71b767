"""What each mail tells: its texts, what was bought, and the facts beside it. How it looks stands elsewhere."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from voicetill.domain.calendar import months_after
from voicetill.domain.money import Currency, Money
from voicetill.domain.news import News
from voicetill.domain.occurrences import Happening, Occurrence
from voicetill.domain.orders import Order, Progress, Shipment
from voicetill.domain.pricing import Line, Quote
from voicetill.domain.refunds import RefundState
from voicetill.domain.subscriptions import Subscription
from voicetill.messengers.mail.texts import MailTexts

Facts = tuple[tuple[str, str], ...]
"""Labels, and what stands beside them."""


@dataclass(frozen=True, slots=True)
class Story:
    """One mail, before it is laid out.

    `name` is that of its texts. `quote` is shown with its sums, `lines` are shown without any.
    """

    name: str
    text: tuple[str, ...]
    facts: Facts
    quote: Quote | None = None
    lines: tuple[Line, ...] = ()
    after: tuple[str, ...] = ()


Tell = Callable[[News, MailTexts], Story]


def story(news: News, texts: MailTexts) -> Story | None:
    """Return what to write about news; None where nothing is written. Raises LookupError without its subject."""
    tell = _STORIES.get(news.occurrence.what)
    return tell(news, texts) if tell else None


def _order(news: News) -> Order:
    if news.order is None:
        raise LookupError("no order")
    return news.order


def _subscription(news: News) -> Subscription:
    if news.subscription is None:
        raise LookupError("no subscription")
    return news.subscription


def _placed(news: News, texts: MailTexts) -> Story:
    order = _order(news)
    how = "paid" if order.is_captured else "reserved"
    total = texts.money(order.payment.amount)
    facts = (*_order_facts(order, news, texts), *_places(order, news, texts))
    if order.subscription_id and order.period:
        text = texts.write(f"mail.renewed.{how}", total=total, product=_product(order.quote))
        return Story("renewed", (text,), facts, order.quote, after=(_how_to_stop(news, texts),))
    return Story("confirmation", (texts.write(f"mail.confirmation.{how}", total=total),), facts, order.quote)


def _shipped(news: News, texts: MailTexts) -> Story:
    order = _order(news)
    parcel = _parcel(order, news.occurrence)
    if parcel is None:
        raise LookupError("no parcel")
    part = "whole" if order.progress is not Progress.PARTLY_SHIPPED else "part"
    inside = tuple(line for line in order.quote.lines if line.product_id in parcel.product_ids)
    day = texts.day(parcel.at, zone=news.market.time_zone)
    named = (("carrier", parcel.carrier), ("tracking", parcel.tracking))
    facts = (
        (texts.label("shipped"), day),
        *((texts.label(label), value) for label, value in named if value.strip()),
        *_order_facts(order, news, texts),
        *_places(order, news, texts),
    )
    return Story("shipped", (texts.write(f"mail.shipped.{part}"),), facts, lines=inside)


def _refunded(news: News, texts: MailTexts) -> Story:
    order = _order(news)
    money = _told_amount(news) or _given_back(order)
    if money is None:
        raise LookupError("no refund")
    amount = texts.money(money)
    facts = ((texts.label("refunded"), amount), *_order_facts(order, news, texts))
    return Story("refunded", (texts.write("mail.refunded.text", amount=amount),), facts, order.quote)


def _canceled(news: News, texts: MailTexts) -> Story:
    order = _order(news)
    text = texts.write(f"mail.canceled.{'paid' if order.is_captured else 'uncharged'}")
    return Story("canceled", (text,), _order_facts(order, news, texts), order.quote)


def _payment_failed(news: News, texts: MailTexts) -> Story:
    words = texts.write("say.check_out")
    text = texts.write("mail.payment_failed.text", seller=news.market.seller, words=words)
    return Story("payment_failed", (text,), ((texts.label("seller"), news.market.seller),))


def _started(news: News, texts: MailTexts) -> Story:
    subscription = _subscription(news)
    on_trial = subscription.anchor_period == 1
    first = subscription.anchor
    if not on_trial:
        months = subscription.plan.period_months
        first = months_after(first, months, zone=subscription.time_zone)
    day = texts.day(first, zone=subscription.time_zone)
    price = texts.price(subscription.quote.total, subscription.plan)
    name = "trial" if on_trial else "paid"
    text = texts.write(f"mail.started.{name}", product=_product(subscription.quote), date=day, price=price)
    until = ((texts.label("free_until"), day),) if on_trial else ()
    facts = (*_terms(subscription, texts), *until, (texts.label("next_charge"), day), *_home(news, texts))
    return Story("started", (text,), facts, subscription.quote, after=(_how_to_stop(news, texts),))


def _ended(news: News, texts: MailTexts) -> Story:
    subscription = _subscription(news)
    day = texts.day(subscription.ended_at or news.occurrence.at, zone=subscription.time_zone)
    text = texts.write("mail.ended.text", product=_product(subscription.quote))
    facts = (*_terms(subscription, texts), (texts.label("ended"), day), *_home(news, texts))
    return Story("ended", (text,), facts)


def _suspended(news: News, texts: MailTexts) -> Story:
    subscription = _subscription(news)
    price = texts.money(subscription.quote.total)
    seller, words = news.market.seller, texts.write("say.status")
    text = (
        texts.write("mail.suspended.text", price=price, product=_product(subscription.quote)),
        texts.write("mail.suspended.mend", seller=seller, words=words),
    )
    return Story("suspended", text, (*_terms(subscription, texts), *_home(news, texts)))


def _ahead(news: News, texts: MailTexts) -> Story:
    subscription = _subscription(news)
    charged_at = _told_moment(news, "charged_at") or subscription.charged_at
    if charged_at is None:
        raise LookupError("no day of the charge")
    day = texts.day(charged_at, zone=subscription.time_zone)
    price = texts.money(subscription.quote.total)
    text = texts.write("mail.ahead.text", date=day, price=price, product=_product(subscription.quote))
    facts = (*_terms(subscription, texts), (texts.label("next_charge"), day), *_home(news, texts))
    return Story("ahead", (text,), facts, subscription.quote, after=(_how_to_stop(news, texts),))


def _failed(news: News, texts: MailTexts) -> Story:
    subscription = _subscription(news)
    price, product = texts.money(subscription.quote.total), _product(subscription.quote)
    again = _told_moment(news, "again_at")
    facts = [*_terms(subscription, texts)]
    if again is None:
        text = texts.write("mail.failed.later", price=price, product=product)
    else:
        day = texts.day(again, zone=subscription.time_zone)
        text = texts.write("mail.failed.again", price=price, product=product, date=day)
        facts.append((texts.label("again"), day))
    mend = texts.write("mail.failed.mend")
    return Story("failed", (text, mend), (*facts, *_home(news, texts)), after=(_how_to_stop(news, texts),))


_STORIES: Mapping[Happening, Tell] = {
    Happening.ORDER_PLACED: _placed,
    Happening.ORDER_SHIPPED: _shipped,
    Happening.ORDER_REFUNDED: _refunded,
    Happening.ORDER_CANCELED: _canceled,
    Happening.PAYMENT_FAILED: _payment_failed,
    Happening.SUBSCRIPTION_STARTED: _started,
    Happening.SUBSCRIPTION_ENDED: _ended,
    Happening.SUBSCRIPTION_SUSPENDED: _suspended,
    Happening.RENEWAL_AHEAD: _ahead,
    Happening.RENEWAL_FAILED: _failed,
}


def _order_facts(order: Order, news: News, texts: MailTexts) -> Facts:
    return (
        (texts.label("number"), order.number),
        (texts.label("placed"), texts.day(order.placed_at, zone=news.market.time_zone)),
        *_home(news, texts),
    )


def _places(order: Order, news: News, texts: MailTexts) -> Iterator[tuple[str, str]]:
    if order.address is not None and order.quote.needs_delivery:
        yield texts.label("place"), texts.address(order.address)
    if news.market.receipt_billing_address and order.billing_address is not None:
        yield texts.label("billing"), texts.address(order.billing_address)


def _home(news: News, texts: MailTexts) -> Facts:
    return ((texts.label("seller"), news.market.seller),)


def _terms(subscription: Subscription, texts: MailTexts) -> Facts:
    price = texts.price(subscription.quote.total, subscription.plan)
    return (texts.label("subscription"), _product(subscription.quote)), (texts.label("price"), price)


def _how_to_stop(news: News, texts: MailTexts) -> str:
    return texts.write("common.stop", seller=news.market.seller, words=texts.write("say.stop"))


def _product(quote: Quote) -> str:
    line = next((line for line in quote.lines if line.is_subscription), quote.lines[0])
    return line.text.title


def _parcel(order: Order, told: Occurrence) -> Shipment | None:
    """Return the parcel that an occurrence names (`s02`); without a name, the latest that had left by then."""
    number = told.id.rpartition(".s")[2]
    if number.isdecimal() and 0 < int(number) <= len(order.shipments):
        return order.shipments[int(number) - 1]
    left = sorted(order.shipments, key=lambda shipment: shipment.at)
    before = [shipment for shipment in left if shipment.at <= told.at]
    known = before or left
    return known[-1] if known else None


def _given_back(order: Order) -> Money | None:
    done = [refund.amount for refund in order.refunds if refund.state is RefundState.DONE]
    return done[-1] if done else None


def _told_amount(news: News) -> Money | None:
    minor, currency = news.occurrence.details.get("minor"), news.occurrence.details.get("currency")
    known = isinstance(minor, int) and currency in set(Currency)
    return Money(int(minor), Currency(str(currency))) if known and minor is not None else None


def _told_moment(news: News, name: str) -> datetime | None:
    """Return a moment that the occurrence names with its zone; None for anything else."""
    try:
        moment = datetime.fromisoformat(str(news.occurrence.details.get(name, "")))
    except ValueError:
        return None
    return moment if moment.tzinfo else None
