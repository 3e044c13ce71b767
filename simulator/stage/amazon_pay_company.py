"""Pretend Amazon Pay API v2 as the payment company of a room, with the topic that notifies the merchant."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache, partial
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from simulator.amazon_pay_v2.books import Books
from simulator.amazon_pay_v2.calls import Call
from simulator.amazon_pay_v2.ledger import Moved as Entry
from simulator.amazon_pay_v2.objects import Charge
from simulator.amazon_pay_v2.pages import as_application
from simulator.amazon_pay_v2.service import AmazonPayV2
from simulator.amazon_pay_v2.signatures import HOSTS, Keys
from simulator.amazon_pay_v2.topic import Topic
from simulator.amazon_pay_v2.troubles import Unanswered, Unreached
from simulator.cloud.shop import SELLER_ID
from simulator.stage.companies import Answer, Chance, Delivery, Flow, Moved
from simulator.stage.web_browser import Host
from simulator.stage.wsgi_host import wsgi_host

_KEY_ID = "SANDBOX-PRETENDPRETENDPRETENDPRE"
_WEBHOOKS = "/webhooks/amazon-pay"
_UNDER_WAY = ("AuthorizationInitiated", "CaptureInitiated")


class AmazonPayCompany:
    """Pretend Amazon Pay v2. `double` is the whole of it, for whatever has no word here."""

    name = "amazon_pay_v2"
    never_arrived: tuple[type[Exception], ...] = (Unreached,)
    unanswered: tuple[type[Exception], ...] = (Unanswered,)

    def __init__(self, chance: Chance, *, region: str = "us") -> None:
        books = Books(clock=chance.clock, random=chance.random)
        self.double = AmazonPayV2(Keys({_KEY_ID: _public_pem()}), books)
        self.topic = Topic(clock=chance.clock, merchant_id=SELLER_ID)
        self._region = region

    @property
    def hosts(self) -> Sequence[str]:
        """Its own, and that of the certificate that its notifications are signed with."""
        return (*dict.fromkeys(HOSTS.values()), self.topic.host)

    @property
    def settings(self) -> Mapping[str, str]:
        """The variables that a door needs to charge through it."""
        return {
            "AMAZON_PAY_STORE_ID": "amzn1.application-oa2-client.pretend",
            "AMAZON_PAY_PUBLIC_KEY_ID": _KEY_ID,
            "AMAZON_PAY_PRIVATE_KEY_SECRET": "till/amazon-pay/key",
            "AMAZON_PAY_REGION": self._region,
            "AMAZON_PAY_TOPIC_ARN": self.topic.arn,
        }

    @property
    def secrets(self) -> Mapping[str, str]:
        """The key that calls are signed with."""
        return {"till/amazon-pay/key": _private_pem()}

    @property
    def pages(self) -> str:
        """Where its pages are."""
        return self.double.base

    def answer(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer a call of the merchant's, or tell the certificate of the topic."""
        parts = urlsplit(url)
        if parts.hostname == self.topic.host:
            return Answer(200, {}, self.topic.certificate if url == self.topic.certificate_url else b"<ok/>")
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        lowered = {name.lower(): value for name, value in headers.items()}
        told = self.double.answer(Call(method, target, lowered, body))
        return Answer(told.status, told.headers, told.body)

    def host(self) -> Host:
        """Return what answers browsers."""
        return wsgi_host(as_application(self.double))

    def news(self) -> list[Delivery]:
        """Return the notifications of what has changed, and forget the changes."""
        told = self.topic.news(self.double.books.changes)
        return [Delivery(_WEBHOOKS, partial(dict, each.headers), each.body) for each in told]

    @property
    def moved(self) -> Sequence[Moved]:
        """All money that moved, oldest first."""
        ledger = self.double.books.ledger
        flows = [
            *(_moved(Flow.TAKEN, entry) for entry in ledger.taken),
            *(_moved(Flow.RETURNED, entry) for entry in ledger.given_back),
            *(move for charge in self.double.books.charges.values() for move in _held(charge)),
        ]
        return sorted(flows, key=lambda move: move.at)

    def decline(self, *, for_good: bool) -> None:
        """Decline the next charge."""
        self.double.decline("HardDeclined" if for_good else "SoftDeclined")

    def leave_pending(self) -> None:
        """Leave the next charge undecided."""
        self.double.leave_pending()

    def decide(self, *, paid: bool) -> int:
        """End every charge that is undecided."""
        waiting = [it for it in self.double.books.charges.values() if it.state in _UNDER_WAY]
        for charge in waiting:
            self.double.decide(charge.id, paid=paid)
        return len(waiting)

    def finish_refunds(self) -> int:
        """End every refund that is under way: all are, at first."""
        waiting = [it for it in self.double.books.refunds.values() if it.state == "RefundInitiated"]
        for refund in waiting:
            self.double.finish_refund(refund.id)
        return len(waiting)

    def lose_answer(self, *, after_acting: bool) -> None:
        """Let the next charge get no answer."""
        self.double.troubles.lose(after_acting=after_acting, on="create charge")

    def refuse_connection(self) -> None:
        """Let the next charge never arrive."""
        self.double.troubles.never_arrive(on="create charge")

    def throttle(self) -> None:
        """Answer the next charge with 429."""
        self.double.troubles.throttle(on="create charge")

    def fail(self) -> None:
        """Answer the next charge with 500."""
        self.double.troubles.fail(on="create charge")

    def end_consents(self) -> int:
        """Let the customer end all permissions at Amazon."""
        open_ones = [it for it in self.double.books.permissions.values() if it.state != "Closed"]
        for permission in open_ones:
            self.double.close_by_buyer(permission.id)
        return len(open_ones)


def _held(charge: Charge) -> Iterator[Moved]:
    """What a charge reserves, or did, before anything was taken. When it was released is not written down."""
    if charge.told.get("captureNow") is True or charge.state in ("AuthorizationInitiated", "Declined"):
        return
    told = (charge.reference, charge.amount, charge.currency, charge.id, charge.created)
    yield Moved(Flow.RESERVED, *told)
    if charge.state == "Canceled":
        yield Moved(Flow.RELEASED, *told)


def _moved(flow: Flow, entry: Entry) -> Moved:
    return Moved(flow, entry.reference, Decimal(entry.amount), entry.currency, entry.charge_id, entry.at)


@cache
def _pair() -> RSAPrivateKey:
    """A key that nobody else has, made once a run."""
    return generate_private_key(public_exponent=65537, key_size=2048)


@cache
def _private_pem() -> str:
    return _pair().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@cache
def _public_pem() -> str:
    return _pair().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
