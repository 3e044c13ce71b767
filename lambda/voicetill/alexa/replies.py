"""From an outcome to what the customer hears and sees, before it is put into Alexa's form."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import singledispatchmethod

from ask_sdk_model.interfaces.connections.send_request_directive import SendRequestDirective
from ask_sdk_model.ui.ask_for_permissions_consent_card import AskForPermissionsConsentCard
from ask_sdk_model.ui.card import Card

from voicetill.alexa.cards import order_card
from voicetill.alexa.request import PAY_PERMISSION
from voicetill.alexa.session import CHECK_OUT, ORDER, RETRY
from voicetill.alexa.speech import Speech, place_of, sentence_case
from voicetill.domain.payments import Refusal
from voicetill.domain.pricing import Line, Quote
from voicetill.domain.products import Product
from voicetill.services import outcomes as o
from voicetill.services.visits import Question

# More than that is not what somebody called a product, and nobody wants to hear it again.
_MOST_HEARD = 80


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer to the customer.

    With a `reprompt` the session stays open and waits; without one it ends. `asked` and `question` say what a
    yes or no would answer. `elicit` names the slot that is asked for, where the intent can be continued.
    """

    speech: str = ""
    reprompt: str = ""
    card: Card | None = None
    directive: SendRequestDirective | None = None
    asked: str = ""
    question: Question | None = None
    elicit: str = ""
    page: int | None = None


class Replies:
    """Finds the words of one locale for every outcome."""

    def __init__(self, speech: Speech) -> None:
        self._speech = speech

    @singledispatchmethod
    def to(self, outcome: object) -> Reply:
        """Return the reply to an outcome."""
        raise TypeError(type(outcome).__name__)

    def simple(self, name: str) -> Reply:
        """Return a reply that only says one sentence and waits, without asking yes or no."""
        sentence = self._speech.say(name)
        return Reply(sentence, reprompt=sentence)

    def last(self, name: str) -> Reply:
        """Return a reply that only says one sentence and ends the session."""
        return Reply(self._speech.say(name))

    @to.register
    def _(self, outcome: o.Welcomed) -> Reply:
        seller = outcome.market.seller
        if outcome.cart is not None:
            return self._check_out("welcome_cart", seller=seller, items=self._speech.items(outcome.cart.lines))
        if not outcome.offers:
            return Reply(self._speech.say("welcome_nothing", seller=seller))
        name = "welcome_back" if outcome.returning else "welcome"
        return self._choose(name, outcome.offers, seller=seller)

    @to.register
    def _(self, outcome: o.Offered) -> Reply:
        if not outcome.offers:
            return self.last("offers_nothing")
        name = "offers_anew" if outcome.anew else "offers_more" if outcome.more else "offers"
        reply = self._choose(name, outcome.offers)
        return Reply(reply.speech, reprompt=reply.reprompt, page=outcome.page)

    @to.register
    def _(self, outcome: o.Detailed) -> Reply:
        text = outcome.product.texts[self._speech.locale]
        if outcome.product.sold_out:
            said = self._speech.say("details_sold_out", details=text.details)
            return Reply(said, reprompt=said)
        price = self._speech.money(outcome.product.prices[outcome.market.id])
        said = self._speech.say("details", details=text.details, a=text.a, price=price)
        return Reply(said, reprompt=self._example(outcome.product))

    @to.register
    def _(self, outcome: o.NotUnderstood) -> Reply:
        if not outcome.candidates:
            return self.last("offers_nothing")
        if outcome.several:
            names = self._speech.one_of([product.texts[self._speech.locale].a for product in outcome.candidates])
            said = self._speech.say("several_products", offers=names)
        elif outcome.heard and len(outcome.heard) <= _MOST_HEARD:
            said = self._speech.say("unknown_product", heard=outcome.heard, offers=self._names(outcome.candidates))
        else:
            said = self._speech.say("unheard_product", offers=self._names(outcome.candidates))
        return Reply(said, reprompt=said, elicit="product")

    @to.register
    def _(self, outcome: o.NotForSale) -> Reply:
        if not outcome.offers:
            return self.last("offers_nothing")
        a = outcome.product.texts[self._speech.locale].a
        return self._choose("sold_out" if outcome.sold_out else "not_sold", outcome.offers, a=a)

    @to.register
    def _(self, outcome: o.QuantityUnclear) -> Reply:
        other = outcome.product.texts[self._speech.locale].other
        said = self._speech.say("how_many", other=other, most=str(outcome.most))
        return Reply(said, reprompt=said, elicit="quantity")

    @to.register
    def _(self, outcome: o.CartTold) -> Reply:
        gone = self._gone([product.texts[self._speech.locale].a for product in outcome.gone])
        if outcome.cart is None:
            said = gone + self._speech.say("cart_empty")
            return Reply(said, reprompt=said)
        return self._cart(outcome.cart, first=gone)

    @to.register
    def _(self, outcome: o.NotInCart) -> Reply:
        if outcome.cart is None:
            return self.simple("not_in_empty_cart")
        a = sentence_case(outcome.product.texts[self._speech.locale].a)
        return self._check_out("not_in_cart", a=a, items=self._speech.items(outcome.cart.lines))

    @to.register
    def _(self, outcome: o.StartedOver) -> Reply:
        if not outcome.offers:
            return self.last("nothing_to_start")
        return self._choose("started_over", outcome.offers)

    @to.register
    def _(self, outcome: o.NotSoldHere) -> Reply:
        return self.last("not_sold_here")

    @to.register
    def _(self, outcome: o.NothingAsked) -> Reply:
        return self.simple("nothing_asked")

    @to.register
    def _(self, outcome: o.HandedOff) -> Reply:
        handoff = outcome.handoff
        return Reply(
            self._gone([product.texts[self._speech.locale].a for product in outcome.gone]).strip(),
            directive=SendRequestDirective(name=handoff.name, payload=dict(handoff.payload), token=outcome.token),
        )

    @to.register
    def _(self, outcome: o.TotalTold) -> Reply:
        checkout = outcome.checkout
        quote = checkout.quote
        values = {
            "items": sentence_case(self._speech.items(quote.lines)),
            "total": self._speech.money(quote.total),
            "seller": outcome.market.seller,
        }
        if checkout.needs_delivery and checkout.address is not None:
            said = self._speech.say("total_delivered", place=place_of(checkout.address), **values)
        else:
            said = self._speech.say("total", **values)
        said = self._gone([product.texts[self._speech.locale].a for product in outcome.gone]) + said
        reprompt = self._speech.say("reprompt_total", total=values["total"])
        return Reply(said, reprompt, asked=ORDER, question=Question(checkout.id, checkout.version))

    @to.register
    def _(self, outcome: o.OrderPlaced) -> Reply:
        card = order_card(outcome.order, outcome.market, self._speech)
        return Reply(self._speech.say("placed"), card=card)

    @to.register
    def _(self, outcome: o.Refused) -> Reply:
        name = f"refused.{outcome.reason.value}"
        if outcome.reason is Refusal.CONSENT_MISSING:
            card = AskForPermissionsConsentCard(permissions=[PAY_PERMISSION])
            return Reply(self._speech.say(name), card=card)
        if outcome.reason is Refusal.ITEMS_GONE and not outcome.gone:
            return self.simple("gone_before")
        if outcome.reason is Refusal.ITEMS_GONE:
            said = self._speech.say(name, gone=self._lines(outcome.gone))
            return Reply(said, reprompt=said)
        if outcome.retry is not None:
            again = self._speech.say("retry")
            return Reply(f"{self._speech.say(name)} {again}", again, asked=RETRY, question=outcome.retry)
        return self.last(name)

    @to.register
    def _(self, outcome: o.Declined) -> Reply:
        return self.simple("declined")

    @to.register
    def _(self, outcome: o.StillProcessing) -> Reply:
        return self.last("waiting")

    @to.register
    def _(self, outcome: o.AgreementKept) -> Reply:
        return Reply(self._speech.say("agreement_kept", seller=outcome.market.seller))

    @to.register
    def _(self, outcome: o.Unmatched) -> Reply:
        return self.simple("unmatched")

    def _choose(self, name: str, offers: Sequence[Product], **values: str) -> Reply:
        said = self._speech.say(name, offers=self._names(offers), **values)
        return Reply(said, reprompt=self._example(offers[0]))

    def _example(self, product: Product) -> str:
        return self._speech.say("reprompt_choose", example=product.texts[self._speech.locale].a)

    def _cart(self, cart: Quote, *, first: str) -> Reply:
        name = "cart" if cart.needs_delivery else "cart_nothing_sent"
        items, total = self._speech.items(cart.lines), self._speech.money(cart.total)
        reply = self._check_out(name, items=items, total=total)
        return Reply(first + reply.speech, reprompt=reply.reprompt, asked=CHECK_OUT)

    def _check_out(self, name: str, **values: str) -> Reply:
        said = self._speech.say(name, **values)
        return Reply(said, reprompt=self._speech.say("reprompt_check_out"), asked=CHECK_OUT)

    def _gone(self, names: Sequence[str]) -> str:
        return self._speech.say("cart_gone", gone=self._speech.all_of(names)) if names else ""

    def _names(self, products: Sequence[Product]) -> str:
        return self._speech.all_of([product.texts[self._speech.locale].a for product in products])

    def _lines(self, lines: Sequence[Line]) -> str:
        return self._speech.all_of([line.text.a for line in lines])
