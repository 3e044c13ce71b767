"""The steps of a purchase that many tests begin with."""

from tests.alexa.envelopes import Json, a_product_slot
from tests.alexa.tills import Customer, Till, Turn, paid


def wants(customer: Customer, product: Json | str | None, quantity: str | None = None) -> Turn:
    return customer.says("BuyIntent", product=product, quantity=quantity)


def buys_a_starter_kit(customer: Customer) -> Turn:
    return wants(customer, a_product_slot("starter_kit"))


def hears_the_total(customer: Customer) -> Turn:
    return customer.sets_up(buys_a_starter_kit(customer))


def buys_to_the_end(customer: Customer) -> Turn:
    hears_the_total(customer)
    return customer.pays(customer.says("AMAZON.YesIntent"))


def a_charge_answer(till: Till) -> Json:
    """What Amazon Pay answers to a customer's yes: the money was taken, and we do not know yet."""
    customer = Customer(till)
    hears_the_total(customer)
    return paid(customer.says("AMAZON.YesIntent"))
