"""What the tests in a real browser share: our pages on loopback with pretend services, and a window on them."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import Page, expect

from simulator.pages.serving import Street
from tests import tools
from tests.builders import CUSTOMER_ID, a_cart, a_customer
from voicetill.domain.customers import Customer, Standing
from voicetill.domain.links import Link, claimed
from voicetill.domain.orders import Order
from voicetill.domain.payments import Environment
from voicetill.services.linking import Inviting
from voicetill.stores.ledger import DynamoLedger
from voicetill.stores.links import DynamoLinks
from voicetill.wiring.web import random_secret


class Walker:
    """A customer in a browser."""

    def __init__(self, page: Page, street: Street) -> None:
        self.page = page
        self.street = street

    def begins(self, language: str = "en-US") -> None:
        """Start linking in the pretend Alexa app."""
        self.street.app.language = language
        self.page.goto(f"{self.street.app.own}/start")

    def fills(self, **fields: str) -> None:
        for name, value in fields.items():
            control = self.page.locator(f"[name={name}]")
            if name == "country":
                control.select_option(value)
            else:
                control.fill(value)

    def presses(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def linked(self) -> Link:
        """The link that the tokens of the pretend Alexa app lead to."""
        expect(self.page.get_by_role("status")).to_have_text("The account is linked.")
        found = self._links().by_access_token(self.street.app.tokens["access_token"], at=datetime.now(UTC))
        assert found is not None
        return found

    def invited(self, link: Link) -> str:
        """The address of an invitation for a link."""
        code = Inviting(self._links(), lambda: datetime.now(UTC), random_secret).invite(link.id)
        return f"{self.street.pages}/consent/{code}"

    def has_in_the_cart(self, link: Link, **quantities: int) -> None:
        """Let a link belong to a customer who has something in the cart."""
        self._links().save(link, claimed(link, CUSTOMER_ID))
        nobody = Standing(Customer(CUSTOMER_ID))
        self._ledger().save(nobody, replace(nobody, customer=a_customer(cart=a_cart(**quantities))))

    def orders(self) -> list[Order]:
        """The orders of that customer."""
        return list(self._ledger().orders(CUSTOMER_ID, limit=9))

    def violations(self) -> list[str]:
        """What axe finds on the page."""
        self.page.evaluate(tools.axe())
        result: dict[str, Any] = self.page.evaluate("axe.run({ rules: { 'target-size': { enabled: true } } })")
        return [
            f"{violation['id']}: {node['target']} {node['failureSummary']}"
            for violation in result["violations"]
            for node in violation["nodes"]
        ]

    def _links(self) -> DynamoLinks:
        return DynamoLinks(self.street.cloud.client(), **self._where())

    def _ledger(self) -> DynamoLedger:
        return DynamoLedger(self.street.cloud.client(), **self._where())

    def _where(self) -> dict[str, Any]:
        told = self.street.deployment.environment
        where = {"table_name": told["TABLE_NAME"], "seller_id": told["SELLER_ID"]}
        return {**where, "environment": Environment.SANDBOX}
