"""The rules, in the order of the report: what a reviewer reads first, and then what a reviewer tries.

The pages are named as Amazon names them: "Certify a Skill with Amazon Pay" and its neighbours in "Amazon Pay for
Alexa", and the pages of the Alexa Skills Kit.
"""

from collections.abc import Sequence

from scripts import manifest_checks
from scripts.certification import deployment, goods, paperwork, purchases, service
from scripts.certification.rules import Rule

_CERTIFY = "Certify a Skill with Amazon Pay"
_INTEGRATE = "Integrate a Skill with Amazon Pay"
_PURCHASES = "Requirements for Skills That Allow Purchases"
_MANIFEST = "Skill Manifest Schema"
_POLICY = "Policy Requirements for an Alexa Skill"

RULES: Sequence[Rule] = (
    Rule(
        name="whole",
        asks="the package can be built: files, models and pages fit together",
        source=_MANIFEST,
        read=paperwork.whole,
    ),
    Rule(
        name="consent-permission",
        asks="the manifest asks for the consent to pay",
        source=_INTEGRATE,
        read=paperwork.by_manifest(manifest_checks.pay_permission),
    ),
    Rule(
        name="allows-purchases",
        asks="the manifest says that the skill takes money and personal data",
        source=_PURCHASES,
        read=paperwork.by_manifest(manifest_checks.money_and_data),
    ),
    Rule(
        name="not-child-directed",
        asks="the skill is not made for children",
        source=_CERTIFY,
        read=paperwork.by_manifest(manifest_checks.grown_ups),
    ),
    Rule(
        name="privacy-and-terms",
        asks="every page links a privacy policy and terms of use",
        source=f"{_CERTIFY}; {_POLICY}",
        read=paperwork.links,
    ),
    Rule(
        name="mandated-sentence",
        asks="every description has Amazon's sentence about Amazon Pay, word for word",
        source=_CERTIFY,
        read=paperwork.by_manifest(manifest_checks.mandated_sentence),
    ),
    Rule(
        name="invocation-name",
        asks="customers call the skill by the seller's name, and are taught to",
        source=f"{_CERTIFY}; Choose the Invocation Name for a Custom Skill",
        read=paperwork.names,
    ),
    Rule(
        name="example-phrases",
        asks="the example phrases of the page are understood, and do something",
        source="Understand How Users Invoke Custom Skills",
        read=paperwork.by_manifest(manifest_checks.example_phrases),
        play=service.phrases,
    ),
    Rule(
        name="icons",
        asks="every page has its two icons",
        source=_MANIFEST,
        read=paperwork.by_manifest(manifest_checks.icons),
    ),
    Rule(
        name="markets",
        asks="what is published is sold there",
        source=_INTEGRATE,
        read=goods.sold_there,
    ),
    Rule(
        name="voice-code",
        asks="where goods cost 100 dollars or more, a voice code option is told of",
        source=f"{_CERTIFY}; Security Requirements for Alexa Skills",
        read=goods.voice_code,
    ),
    Rule(
        name="sandbox-off",
        asks="the release is deployed without the sandbox",
        source="Amazon Pay APIs for Alexa, Setup: sandboxMode",
        read=deployment.sandbox_off,
    ),
    Rule(
        name="endpoint-regions",
        asks="every published locale is served by a function where Alexa calls it",
        source=f"Host a Custom Skill as an AWS Lambda Function; {_MANIFEST}",
        read=deployment.endpoints,
    ),
    Rule(
        name="accounts",
        asks="skill, merchant account and reviewer know each other",
        source=f"{_INTEGRATE}; {_PURCHASES}",
        read=paperwork.accounts,
    ),
    Rule(
        name="consent-card",
        asks="without consent the skill says why it needs it, and sends the consent card",
        source=_INTEGRATE,
        play=purchases.consent,
    ),
    Rule(
        name="read-back",
        asks="seller, items, place and total are said before any Charge leaves, and the customer says yes",
        source=_CERTIFY,
        play=purchases.read_back,
    ),
    Rule(
        name="confirmation",
        asks="a paid order is confirmed by voice, and by a card with number and total",
        source=f"{_PURCHASES}; {_CERTIFY}",
        play=purchases.confirmation,
    ),
    Rule(
        name="decline",
        asks="a declined payment places no order and is said to",
        source="Payment Declines and Processing Errors",
        play=purchases.declined,
    ),
    Rule(
        name="cart-kept",
        asks="a cart left behind is offered on the next visit: go on, or start anew",
        source=_CERTIFY,
        play=purchases.cart,
    ),
    Rule(
        name="refund-and-cancel",
        asks="refund, cancel and contact are answered, with a card that has phone and e-mail",
        source=_CERTIFY,
        read=paperwork.together(
            paperwork.commands("CancelOrderIntent", "RefundIntent", "ContactIntent"), goods.reachable
        ),
        play=service.contact_cards,
    ),
    Rule(
        name="order-status",
        asks="an order's status can be asked",
        source=_CERTIFY,
        read=paperwork.commands("OrderStatusIntent"),
        play=service.order_status,
    ),
    Rule(
        name="help",
        asks="help names order status, cancel, refund and contact in words that are understood, and stays open",
        source=_CERTIFY,
        read=paperwork.commands("AMAZON.HelpIntent"),
        play=service.helpful,
    ),
)
