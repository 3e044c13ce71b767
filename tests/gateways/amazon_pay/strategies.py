"""Generated requests that keep every rule, and values that break one."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from voicetill.domain.money import Currency, Money, to_decimal_string
from voicetill.gateways.amazon_pay.prices import LARGEST
from voicetill.gateways.amazon_pay.regions import REGIONS

Wire = dict[str, Any]

_LETTERS = "ABCXYZabcxyz0189-_"

identifiers = st.text(alphabet=_LETTERS, min_size=1, max_size=40)
references = st.text(alphabet=_LETTERS, min_size=1, max_size=32)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
garbage = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def notes(longest: int) -> st.SearchStrategy[str]:
    return st.text(min_size=1, max_size=longest).filter(lambda text: bool(text.strip()))


def amounts(currency: Currency) -> st.SearchStrategy[Money]:
    """Every amount that one charge may have."""
    largest = LARGEST[currency] * 10**currency.digits
    return st.integers(1, largest).map(lambda minor: Money(minor, currency))


def _typed(name: str, members: Wire) -> Wire:
    return {"@type": name, "@version": "2", **members}


def prices(code: str) -> st.SearchStrategy[Wire]:
    return amounts(Currency(code)).map(
        lambda money: _typed("Price", {"amount": to_decimal_string(money), "currencyCode": code})
    )


def _some_of(optional: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Wire]:
    """Any choice of members, each absent or valid."""
    return st.fixed_dictionaries({}, optional=optional)


@st.composite
def _agreements(draw: st.DrawFn, currency: str, *, named: bool) -> Wire:
    own = draw(
        _some_of(
            {
                "sellerBillingAgreementId": identifiers,
                "storeName": notes(40),
                "customInformation": notes(1024),
            }
        )
    )
    members = draw(_some_of({"platformId": identifiers, "sellerNote": notes(1024)}))
    if named:
        types = st.sampled_from(["CustomerInitiatedTransaction", "MerchantInitiatedTransaction"])
        members |= draw(_some_of({"billingAgreementType": types}))
    if members.get("billingAgreementType") == "MerchantInitiatedTransaction":
        members |= draw(_some_of({"subscriptionAmount": prices(currency)}))
    if own:
        members["sellerBillingAgreementAttributes"] = _typed("SellerBillingAgreementAttributes", own)
    return _typed("BillingAgreementAttributes", members)


@st.composite
def setup_requests(draw: st.DrawFn) -> Wire:
    """Every Setup that Amazon Pay may be sent: all countries, currencies, languages and agreement types."""
    region = draw(st.sampled_from(REGIONS))
    currency = draw(st.sampled_from(region.currencies))
    request = {
        "sellerId": draw(identifiers),
        "countryOfEstablishment": draw(st.sampled_from(region.countries)),
        "ledgerCurrency": currency,
        "needAmazonShippingAddress": draw(st.booleans()),
    }
    agreements = _agreements(currency, named=region.names_agreement_type)
    request |= draw(
        _some_of(
            {
                "checkoutLanguage": st.sampled_from(region.languages),
                "billingAgreementAttributes": agreements,
            }
        )
    )
    if draw(st.booleans()):
        request |= {"sandboxMode": True, "sandboxCustomerEmailId": "buyer@nonicks.example"}
    return _typed("SetupAmazonPayRequest", request)


@st.composite
def _providers(draw: st.DrawFn, currency: str) -> Wire:
    credit = st.builds(
        lambda provider, price: _typed("ProviderCredit", {"providerId": provider, "credit": price}),
        identifiers,
        prices(currency),
    )
    members = draw(_some_of({"providerCreditList": st.lists(credit, max_size=3)}))
    return _typed("ProviderAttributes", {"providerId": draw(identifiers), **members})


@st.composite
def charge_requests(draw: st.DrawFn) -> Wire:
    """Every Charge that Amazon Pay may be sent."""
    currency = draw(st.sampled_from(list(LARGEST)))
    action = draw(st.sampled_from(["Authorize", "AuthorizeAndCapture"]))
    optional = {
        "transactionTimeout": st.integers(0, 2**31 - 1),
        "sellerAuthorizationNote": notes(255),
    }
    if action == "AuthorizeAndCapture" and currency != "JPY":
        optional["softDescriptor"] = notes(16)
    charge = {
        "authorizationReferenceId": draw(references),
        "authorizationAmount": draw(prices(currency)),
        **draw(_some_of(optional)),
    }
    order = {
        "sellerOrderId": identifiers,
        "storeName": notes(40),
        "customInformation": notes(1024),
        "sellerNote": notes(1024),
    }
    request = {
        "sellerId": draw(identifiers),
        "billingAgreementId": draw(identifiers),
        "paymentAction": action,
        "authorizeAttributes": _typed("AuthorizeAttributes", charge),
    }
    named_order = _some_of(order).map(lambda members: _typed("SellerOrderAttributes", members))
    request |= draw(_some_of({"sellerOrderAttributes": named_order, "providerAttributes": _providers(currency)}))
    return _typed("ChargeAmazonPayRequest", request)


# What breaks a rule, by the sort of the field.

_not_text: st.SearchStrategy[object] = st.one_of(
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(allow_nan=True),
    st.binary(max_size=4),
    st.lists(st.text(max_size=3), max_size=2),
    st.just({}),
)
_blank = st.sampled_from(["", " ", "\t\n", "\u3000"])
_split_character = st.text(max_size=5).map(lambda text: text + "\ud83d")


def not_identifiers(longest: int | None = None) -> st.SearchStrategy[object]:
    foreign = st.sampled_from([" ", "\n", "\x00", "\x7f", ".", "/", "é", "１", "\u200b", "\ud800"])
    inside = st.tuples(st.text(_LETTERS), foreign, st.text(_LETTERS)).map("".join)
    wrong: st.SearchStrategy[object] = st.one_of(_not_text, _blank, inside)
    return wrong if longest is None else wrong | st.text(_LETTERS, min_size=longest + 1, max_size=longest + 9)


def not_given_ids() -> st.SearchStrategy[object]:
    """Ids of Amazon's giving may have any visible characters; nothing else belongs there."""
    foreign = st.sampled_from([" ", "\n", "\x00", "\x7f", "é", "１", "\u200b", "\ud800"])
    return st.one_of(_not_text, _blank, st.tuples(st.text(_LETTERS), foreign, st.text(_LETTERS)).map("".join))


def not_notes(longest: int | None = None) -> st.SearchStrategy[object]:
    wrong: st.SearchStrategy[object] = st.one_of(_not_text, _blank, _split_character)
    return wrong if longest is None else wrong | st.text("añ字😀 ", min_size=longest + 1, max_size=longest + 9)


def not_words(*words: str) -> st.SearchStrategy[object]:
    twisted = [form for word in words for form in (word.lower(), word.upper(), f"{word} ", f" {word}", word[:-1])]
    near = st.sampled_from([form for form in twisted if form not in words])
    return st.one_of(_not_text, _blank, near, st.text(max_size=8).filter(lambda text: text not in words))


not_booleans: st.SearchStrategy[object] = st.one_of(
    st.integers(), st.floats(), st.sampled_from(["true", "false", "", "1"]), st.lists(st.booleans(), max_size=2)
)
not_minutes: st.SearchStrategy[object] = st.one_of(
    st.integers(max_value=-1),
    st.integers(min_value=2**31),
    st.booleans(),
    st.floats(),
    st.sampled_from(["0", "", "0.0"]),
    st.just(Decimal(0)),
)
not_objects: st.SearchStrategy[object] = st.one_of(
    st.booleans(), st.integers(), st.text(max_size=5), st.lists(st.just({}), max_size=2)
)


def not_amounts(code: str) -> st.SearchStrategy[object]:
    digits = Currency(code).digits
    largest = LARGEST[code]
    cents = "." + "0" * digits if digits else ""
    odd = ["1e2", "1E+2", "NaN", "nan", "Infinity", "-1", f"-1{cents}", f"+1{cents}", f" 1{cents}", f"1{cents} "]
    odd += [
        f"1{cents}\n",
        "1,000.00",
        "1_0",
        "$9.00",
        "9.",
        ".9",
        "9.0",
        "9.000",
        "０",
        f"00{cents}",
        f"01{cents}",
    ]
    odd += [f"0{cents}", f"{largest + 1}{cents}", "1" * 20 + cents, "0x10", "9", "٣", "9.00 USD"]
    odd += [f"{largest}.01"] if digits else ["9.00", "300.0"]
    wrong = [text for text in odd if not (text == "9" and not digits)]
    plain = st.text(max_size=8).filter(lambda text: not text.replace(".", "").isdigit())
    return st.one_of(_not_text, _blank, st.sampled_from(wrong), plain)
