"""What the body of each call may hold, as the fact sheet restates PPRO's OpenAPI.

The members of addresses are described nowhere in it: any text is taken there.
"""

from simulator.ppro.shapes import MOMENT, Each, Member, Shape, flag, labels, one_of, text, web_address, whole

SHIPPING = (
    "VIRTUAL",
    "TRACKED_DELIVERY",
    "UNTRACKED_DELIVERY",
    "IN_STORE_PICKUP",
    "LOCKER_PICKUP",
    "HYBRID",
)
REASONS = ("RETURN", "DUPLICATE", "FRAUD", "CUSTOMER_REQUEST", "PRE_DISPUTE", "OTHER")

_ADDRESS = Shape(
    {
        name: Member(text())
        for name in ("name", "street", "houseNumber", "city", "region", "postalCode", "country", "phone")
    }
)
_MONEY = Shape(
    {
        "value": Member(whole(1), required=True),
        "currency": Member(text(3, like="[A-Z]{3}"), required=True),
    }
)
_CONSUMER = Shape(
    {
        "name": Member(text(), required=True),
        "country": Member(text(2, like="[A-Z]{2}"), required=True),
        "email": Member(text(like=r"[^@\s]+@[^@\s]+")),
        "phone": Member(text()),
        "birthDate": Member(text(like=r"\d{4}-\d\d-\d\d")),
        "locale": Member(text()),
        "client": Member(Shape({"ip": Member(text()), "userAgent": Member(text())})),
        "merchantConsumerReference": Member(text()),
        "billingAddress": Member(_ADDRESS),
    }
)
_REDIRECT = Each(
    Shape(
        {
            "type": Member(one_of(["REDIRECT"]), required=True),
            "settings": Member(Shape({"returnUrl": Member(web_address(), required=True)}), required=True),
        }
    )
)
_ITEM = Shape(
    {
        "name": Member(text(), required=True),
        "quantity": Member(whole(1), required=True),
        "amount": Member(whole(1), required=True),
    }
)
_ORDER = Shape(
    {
        "orderItems": Member(Each(_ITEM)),
        "shippingMethod": Member(one_of(SHIPPING)),
        "shippingAddress": Member(_ADDRESS),
        "orderReferenceNumber": Member(text()),
        "totalTaxAmount": Member(whole(0)),
    }
)
_CHARGED = {
    "amount": Member(_MONEY, required=True),
    "autoCapture": Member(flag),
    "merchantPaymentChargeReference": Member(text()),
    "paymentDescriptor": Member(text()),
    "order": Member(_ORDER),
    "webhooksUrl": Member(web_address(webhooks=True)),
    "labels": Member(labels),
}
_METHOD = Member(one_of(["AMAZON_PAY"]), required=True)
_MEDIUM = Member(one_of(["ECOMMERCE", "MOTO", "POS"]))

AGREEMENT = Shape(
    {
        "paymentMethod": _METHOD,
        "consumer": Member(_CONSUMER, required=True),
        # Required on one copy of the vendor's page; the strict one counts here.
        "startDate": Member(MOMENT, required=True),
        "endDate": Member(MOMENT),
        "authenticationSettings": Member(_REDIRECT, required=True),
        "initialPaymentCharge": Member(Shape(_CHARGED)),
        "frequency": Member(
            Shape(
                {
                    "type": Member(one_of(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]), required=True),
                    "interval": Member(whole(1, 1000), required=True),
                }
            )
        ),
        "amount": Member(_MONEY),
        "amountType": Member(one_of(["MAX", "EXACT", "VARIABLE"])),
        "description": Member(text(100)),
        "merchantPaymentAgreementReference": Member(text()),
        "webhooksUrl": Member(web_address(webhooks=True)),
        "paymentMedium": _MEDIUM,
        "instrumentId": Member(text()),
        "labels": Member(labels),
    }
)
AGREEMENT_CHARGE = Shape(
    {
        **_CHARGED,
        "initiator": Member(one_of(["MERCHANT", "CONSUMER"])),
        "scheduleType": Member(one_of(["SCHEDULED", "SCHEDULED_RETRY", "UNSCHEDULED"])),
    }
)
PAYMENT = Shape(
    {
        **_CHARGED,
        "paymentMethod": _METHOD,
        "consumer": Member(_CONSUMER, required=True),
        "authenticationSettings": Member(_REDIRECT, required=True),
        "paymentMedium": _MEDIUM,
    }
)
CAPTURE = Shape({"amount": Member(whole(1), required=True)})
VOID = Shape({"amount": Member(whole(1))})
REFUND = Shape(
    {
        "amount": Member(whole(1), required=True),
        "merchantRefundReference": Member(text()),
        "refundDescriptor": Member(text()),
        "refundReason": Member(one_of(REASONS)),
        "labels": Member(labels),
    }
)
NOTHING = Shape()
