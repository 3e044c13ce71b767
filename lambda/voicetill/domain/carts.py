"""What a customer means to buy: product ids and quantities, no prices yet."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CartLine:
    """So many of one product."""

    product_id: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Cart:
    """The lines in the order in which they were first named; one line a product."""

    lines: tuple[CartLine, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it."""
        return not self.lines

    def quantity_of(self, product_id: str) -> int:
        """Return how many of a product are in the cart; 0 if none."""
        return next((line.quantity for line in self.lines if line.product_id == product_id), 0)

    def holding(self, product_id: str, quantity: int) -> "Cart":
        """Return the cart with exactly so many of a product; none of it when the quantity is 0 or less.

        The quantity replaces the old one: a customer who says again what they want, after a detour to the
        Alexa app, wants it once.
        """
        line = CartLine(product_id, quantity)
        if quantity <= 0:
            return self.without(product_id)
        if not self.quantity_of(product_id):
            return Cart((*self.lines, line))
        return Cart(tuple(line if old.product_id == product_id else old for old in self.lines))

    def without(self, product_id: str) -> "Cart":
        """Return the cart with none of a product."""
        return Cart(tuple(line for line in self.lines if line.product_id != product_id))

    def minus(self, bought: Iterable[CartLine]) -> "Cart":
        """Return the cart after some lines were bought; what was added meanwhile stays."""
        rest = self
        for line in bought:
            rest = rest.holding(line.product_id, rest.quantity_of(line.product_id) - line.quantity)
        return rest
