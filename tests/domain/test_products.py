import pytest

from voicetill.domain.products import ProductKind


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        (ProductKind.GOODS, True),
        (ProductKind.SUBSCRIPTION, True),
        (ProductKind.SERVICE, False),
        (ProductKind.DONATION, False),
    ],
)
def test_goods_and_subscriptions_are_sent(kind: ProductKind, sent: bool) -> None:
    assert kind.needs_delivery is sent
