"""A little model and a little skill: just enough of both to prove what the simulator does with them."""

from typing import Any

from simulator.cloud.shop import SANDBOX_EMAIL, SELLER_ID
from simulator.language.interaction_model import InteractionModel, parse_model

MODEL = {
    "interactionModel": {
        "languageModel": {
            "invocationName": "tea corner",
            "intents": [
                {
                    "name": "BuyIntent",
                    "slots": [
                        {"name": "product", "type": "PRODUCT"},
                        {"name": "quantity", "type": "AMAZON.NUMBER", "samples": ["{quantity} of them"]},
                    ],
                    "samples": ["{product}", "buy {product}", "buy {quantity} {product}", "{quantity} {product}"],
                },
                {"name": "CartIntent", "slots": [], "samples": ["what's in my cart", "my cart please"]},
                {
                    "name": "VoiceCodeIntent",
                    "slots": [{"name": "code", "type": "AMAZON.FOUR_DIGIT_NUMBER"}],
                    "samples": ["my code is {code}"],
                },
                *(
                    {"name": f"AMAZON.{name}Intent", "samples": []}
                    for name in (
                        "Yes", "No", "Stop", "Cancel", "Help", "Repeat", "More", "StartOver", "NavigateHome",
                        "Fallback",
                    )
                ),
            ],
            "types": [
                {
                    "name": "PRODUCT",
                    "values": [
                        {"id": "green_tea", "name": {"value": "green tea", "synonyms": ["sencha", "leaf"]}},
                        {"id": "black_tea", "name": {"value": "black tea", "synonyms": ["assam", "leaf"]}},
                    ],
                }
            ],
        },
        "dialog": {"intents": [{"name": "BuyIntent", "slots": []}]},
    }
}  # fmt: skip


def a_model(*, without: str = "") -> InteractionModel:
    """The little model, perhaps without one of its intents."""
    model = parse_model(MODEL, locale="en-US")
    kept = {name: intent for name, intent in model.intents.items() if name != without}
    return InteractionModel(model.locale, model.invocation_name, kept, model.types, model.dialog_intents)


def a_response(**body: object) -> dict[str, Any]:
    """A response envelope with this body."""
    return {"version": "1.0", "response": body}


def speech(text: str) -> dict[str, str]:
    """Plain text to speak."""
    return {"type": "SSML", "ssml": f"<speak>{text}</speak>"}


def a_setup(**changes: object) -> dict[str, Any]:
    """A valid Setup of an American merchant, with some members changed."""
    return {
        "@type": "SetupAmazonPayRequest",
        "@version": "2",
        "sellerId": SELLER_ID,
        "countryOfEstablishment": "US",
        "ledgerCurrency": "USD",
        "checkoutLanguage": "en_US",
        "needAmazonShippingAddress": True,
        "sandboxMode": True,
        "sandboxCustomerEmailId": SANDBOX_EMAIL,
        **changes,
    }


def a_price(amount: object = "9.00", currency: str = "USD") -> dict[str, Any]:
    """A price as requests write it."""
    return {"@type": "Price", "@version": "2", "amount": amount, "currencyCode": currency}


def a_charge(agreement_id: str = "C01-0000000-0000000", **changes: object) -> dict[str, Any]:
    """A valid Charge of 9 dollars, with some members of its authorization changed."""
    return {
        "@type": "ChargeAmazonPayRequest",
        "@version": "2",
        "sellerId": SELLER_ID,
        "billingAgreementId": agreement_id,
        "paymentAction": "AuthorizeAndCapture",
        "authorizeAttributes": {
            "@type": "AuthorizeAttributes",
            "@version": "2",
            "authorizationReferenceId": "reference-1",
            "authorizationAmount": a_price(),
            "transactionTimeout": 0,
            **changes,
        },
        "sellerOrderAttributes": {
            "@type": "SellerOrderAttributes",
            "@version": "2",
            "sellerOrderId": "order-1",
            "storeName": "Tea Corner",
        },
    }


def a_directive(name: str, payload: dict[str, Any], token: str = "token-1") -> dict[str, Any]:
    """A payload on its way to Amazon Pay."""
    return {"type": "Connections.SendRequest", "name": name, "payload": payload, "token": token}


class StubSkill:
    """Sells one tea for 9 dollars: Setup, a yes, Charge. Remembers the requests that reached it."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self._agreement = ""
        self._sold = 0

    def __call__(self, event: dict[str, Any], context: object) -> dict[str, Any]:
        self.requests.append(event)
        request = event["request"]
        match request:
            case {"type": "LaunchRequest"}:
                return {**_ask("Welcome. What would you like?"), "sessionAttributes": {"greeted": True}}
            case {"type": "IntentRequest", "intent": {"name": "BuyIntent"}}:
                return a_response(shouldEndSession=True, directives=[a_directive("Setup", a_setup())])
            case {"type": "IntentRequest", "intent": {"name": "AMAZON.YesIntent"}}:
                return self._charge()
            case {"type": "Connections.Response"}:
                return self._answer(request)
            case {"type": "SessionEndedRequest"}:
                return a_response()
        return _ask("You said something else.")

    def _charge(self) -> dict[str, Any]:
        self._sold += 1
        payload = a_charge(self._agreement, authorizationReferenceId=f"reference-{self._sold}")
        return a_response(shouldEndSession=True, directives=[a_directive("Charge", payload)])

    def _answer(self, request: dict[str, Any]) -> dict[str, Any]:
        if request["status"]["code"] != "200":
            return a_response(outputSpeech=speech("That did not work."), shouldEndSession=True)
        if request["name"] == "Setup":
            self._agreement = request["payload"]["billingAgreementDetails"]["billingAgreementId"]
            return _ask("That is 9.00 dollars. Shall I?")
        card = {"type": "Standard", "title": "Your order", "text": "One tea."}
        return a_response(outputSpeech=speech("Thank you."), card=card, shouldEndSession=True)


def _ask(text: str) -> dict[str, Any]:
    return a_response(outputSpeech=speech(text), reprompt={"outputSpeech": speech(text)}, shouldEndSession=False)
