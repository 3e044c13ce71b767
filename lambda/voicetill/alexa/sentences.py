"""Which sentences a locale must have, which names each may fill in, and what else its file says.

The file is `data/speech/<locale>.toml`. Whatever is missing, unknown or misspelt in it is named at the start, all
at once.
"""

from collections.abc import Iterable, Iterator, Mapping
from string import Formatter
from xml.parsers import expat

from voicetill.domain.money import Currency
from voicetill.domain.payments import Card, Refusal

# Request and Response JSON Reference: outputSpeech.
MOST_SPEECH = 8000

# Speech Synthesis Markup Language (SSML) Reference. No <audio>: a till plays no clips.
MARKS = frozenset(
    {"alexa:name", "amazon:domain", "amazon:effect", "amazon:emotion", "break", "emphasis", "lang", "p"}
    | {"phoneme", "prosody", "s", "say-as", "sub", "voice", "w"}
)

# Every sentence of a speech file, and the names that it may fill in.
SENTENCES: Mapping[str, frozenset[str]] = {
    name: frozenset(fields.split())
    for name, fields in {
        "count.one": "count one a",
        "count.other": "count other",
        "date.this_year": "day month",
        "date.other_year": "day month year",
        "period.month": "",
        "period.months": "count",
        "period.year": "",
        "say.place": "line city",
        "say.welcome": "seller offers",
        "say.welcome_nothing": "seller",
        "say.welcome_back": "seller offers",
        "say.welcome_cart": "seller items",
        "say.meanwhile_placed": "",
        "say.meanwhile_failed": "",
        "say.reprompt_choose": "example",
        "say.offers": "offers",
        "say.offers_more": "offers",
        "say.offers_anew": "offers",
        "say.offers_nothing": "",
        "say.details": "details a price",
        "say.details_sold_out": "details",
        "say.unheard_product": "offers",
        "say.unknown_product": "heard offers",
        "say.several_products": "offers",
        "say.not_sold": "a offers",
        "say.sold_out": "a offers",
        "say.how_many": "other most",
        "say.cart": "items total",
        "say.cart_nothing_sent": "items total",
        "say.cart_part": "items total",
        "say.cart_rest": "items total",
        "say.cart_empty": "",
        "say.cart_gone": "gone",
        "say.gone_before": "",
        "say.not_in_cart": "a items",
        "say.not_in_empty_cart": "",
        "say.started_over": "offers",
        "say.nothing_to_start": "",
        "say.total_delivered": "items place total seller",
        "say.total": "items total seller",
        "say.donation_inside": "donation",
        "say.reprompt_total": "total",
        "say.reprompt_check_out": "",
        "say.retry": "",
        "say.declined": "",
        "say.cart_kept": "",
        "say.placed": "",
        "say.upsell": "a price",
        "say.upsell_declined": "",
        "say.waiting": "",
        "say.processing": "",
        "say.agreement_kept": "seller",
        "say.unmatched": "",
        "say.nothing_asked": "",
        "say.order_latest": "number day items total state",
        "say.order_before": "number day items total state",
        "say.order_found": "number day items total state",
        "say.orders_more": "",
        "say.anything_else": "",
        "say.orders_none": "",
        "say.order_unknown": "number day",
        "say.state.to_ship": "",
        "say.state.partly_shipped": "day",
        "say.state.shipped": "day",
        "say.state.nothing_to_ship": "",
        "say.state.cancel_asked": "",
        "say.state.refund_asked": "",
        "say.state.shipped_with": "day carrier",
        "say.state.partly_shipped_with": "day carrier",
        "say.state.canceled": "",
        "say.state.refunded": "amount",
        "say.state.refunding": "amount",
        "say.state.wish_refused": "",
        "say.cancel_noted": "number items",
        "say.cancel_too_late": "number day",
        "say.refund_noted": "number items",
        "say.noted_before": "number",
        "say.request_nothing": "",
        "say.contact": "phone email",
        "say.subscriptions_unsold": "offers",
        "say.subscriptions_none": "",
        "say.details_subscription": "details a price period",
        "say.subscribe_trial_delivered": "items place day price period seller",
        "say.subscribe_trial": "items day price period seller",
        "say.subscribe_today_delivered": "items place price period day seller",
        "say.subscribe_today": "items price period day seller",
        "say.reprompt_subscribe": "",
        "say.subscribe_declined": "",
        "say.subscriptions_offered": "offers",
        "say.subscribed_trial": "day price period",
        "say.subscribed": "price day",
        "say.subscribed_before": "",
        "say.resume_ask": "price",
        "say.resumed": "price",
        "say.subscription_kept": "",
        "say.end_ask": "a",
        "say.end_ask_charging": "a",
        "say.end_which": "offers",
        "say.ended_trial": "",
        "say.ended_paid": "day",
        "say.ended_charging": "",
        "say.ended": "",
        "say.subscription.trial": "a day price period",
        "say.subscription.active": "a price day",
        "say.subscription.charging": "a price",
        "say.subscription.past_due": "a price day",
        "say.subscription.suspended": "a price",
        "say.unsubscribed.consent_missing": "",
        "say.unsubscribed.voice_purchasing_off": "",
        "say.unsubscribed.address": "",
        "say.unsubscribed.payment": "",
        "say.unsubscribed.shop_closed": "",
        "say.unsubscribed.spoken": "",
        "say.code_unasked": "",
        "say.code_asked": "",
        "say.code_unclear": "",
        "say.code_wrong": "",
        "say.code_locked": "",
        "say.phone_failed": "",
        "say.help": "",
        "say.fallback": "",
        "say.repeat_nothing": "",
        "say.goodbye": "",
        "say.not_sold_here": "",
        "say.fault": "",
        "say.fault_answer": "",
        **{f"say.refused.{reason.value}": "gone" if reason is Refusal.ITEMS_GONE else "" for reason in Refusal},
        "card.order_title": "seller",
        "card.order_line": "quantity title amount",
        "card.delivery": "amount",
        "card.delivery_free": "",
        "card.total": "amount",
        "card.total_with_tax": "amount tax",
        "card.place": "place",
        "card.billing": "place",
        "card.town": "city region postal_code",
        "card.address": "lines town",
        "card.seller": "seller",
        "card.number": "number",
        "card.contact": "phone email",
        "card.contact_title": "seller",
        "card.cancel_title": "seller",
        "card.cancel": "number",
        "card.refund_title": "seller",
        "card.refund": "number",
        "card.subscription_title": "seller",
        "card.renews": "amount period",
        "card.free_until": "day",
        "card.next_charge": "day",
        "card.how_to_stop": "",
        "card.ended_title": "seller",
        "card.ended": "title",
        "card.help_title": "",
        "card.phone_topic": "",
        **{
            f"card.help.{card.value}": "page" if card in (Card.CONSENT_PAGE, Card.ADDRESS_PAGE) else ""
            for card in Card
            if card.is_text
        },
        "screen.cart": "",
        "screen.offer": "",
        "screen.receipt": "",
        "screen.check_out": "",
        "screen.start_over": "",
        "screen.yes": "",
        "screen.no": "",
        "screen.subscription": "",
        "screen.subscribed": "",
        "screen.subscribe": "",
        "screen.end": "",
        "screen.keep": "",
        "screen.resume": "",
    }.items()
}

_WHOLE = {"one": "", "other": "count"}
_PARTS = {"part_one": "", "part_other": "count", "with_part": "whole part count", "with_small_part": "whole part"}


def money_sentences(currency: Currency) -> Mapping[str, frozenset[str]]:
    """Return the sentences by which a locale says amounts of a currency, with the names that each may fill in."""
    wanted = {**_WHOLE, **(_PARTS if currency.digits else {})}
    return {f"money.{currency.value}.{name}": frozenset(fields.split()) for name, fields in wanted.items()}


# Before money moves the customer hears all of this: what, where, how much, and who sells it.
_NOTHING_LEFT_OUT = frozenset(
    {
        "say.total",
        "say.total_delivered",
        "say.subscribe_trial",
        "say.subscribe_trial_delivered",
        "say.subscribe_today",
        "say.subscribe_today_delivered",
    }
)


def sentence_faults(sentences: Mapping[str, str]) -> Iterator[str]:
    """Say what is missing, unknown or cannot be filled in; sentences of money are asked for by currency."""
    spoken = {currency for currency in Currency if any(name in sentences for name in money_sentences(currency))}
    if not spoken:
        yield "money: must say amounts of one currency at least"
    wanted = {**SENTENCES}
    for currency in sorted(spoken):
        wanted |= money_sentences(currency)
    for name, fields in wanted.items():
        if not sentences.get(name, "").strip():
            yield f"{name}: is missing"
            continue
        yield from (f"{name}: {fault}" for fault in _faults_of(name, sentences[name], fields))
    yield from (f"{name}: is not known here" for name in sentences if name not in wanted)


def is_ssml(text: str) -> bool:
    """Whether Alexa can speak a text: well-formed between its <speak> marks, with no others than it knows.

    It must not be too long, either.
    """
    ssml = f"<speak>{text}</speak>"
    found: list[str] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: found.append(name)
    try:
        parser.Parse(ssml, True)
    except (expat.ExpatError, UnicodeError):
        return False
    return len(ssml) <= MOST_SPEECH and set(found[1:]) <= MARKS


def _faults_of(name: str, sentence: str, fields: frozenset[str]) -> Iterable[str]:
    try:
        used = {f"{field}:{spec}" if spec else field for _, field, spec, _ in Formatter().parse(sentence) if field}
        filled = sentence.format_map(dict.fromkeys(fields, "x")) if used <= fields else ""
    except (ValueError, LookupError) as error:
        yield f"cannot be filled in: {error}"
        return
    for field in sorted(used - fields):
        yield f"cannot fill in {{{field}}}; it knows {', '.join(sorted(fields)) or 'no names'}"
    if name in _NOTHING_LEFT_OUT:
        yield from (f"must say {{{field}}}" for field in sorted(fields - used))
    if not name.startswith(("card.", "screen.")) and not is_ssml(filled):
        yield "is not SSML that Alexa knows: write & as &amp;, < as &lt;, and close every mark"
