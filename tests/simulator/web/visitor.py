"""A visitor of the page: does with a real browser what people do, and waits until the page has answered."""

from playwright.sync_api import Locator, Page, expect


class Visitor:
    """Somebody in front of the page."""

    def __init__(self, page: Page, endpoint: str) -> None:
        self.page = page
        self.endpoint = endpoint

    def arrive(self, address: str = "/") -> None:
        """Open the page."""
        self.page.goto(f"{self.endpoint}{address}")
        expect(self.page.locator("html.js")).to_be_attached()

    def say(self, *lines: str) -> None:
        """Type each line and send it."""
        for line in lines:
            self.page.get_by_label("Say something").fill(line)
            self.page.get_by_label("Say something").press("Enter")
            self.wait()

    def press(self, name: str, *, within: str = "body") -> None:
        """Press the button of this name."""
        self.page.locator(within).get_by_role("button", name=name, exact=True).click()
        self.wait()

    def choose(self, label: str, option: str) -> None:
        """Choose from a list that takes effect at once."""
        self.page.get_by_label(label, exact=True).select_option(option)
        self.wait()

    def wait(self) -> None:
        """Until the page shows the answer."""
        expect(self.page.locator("body:not([aria-busy])")).to_be_attached()

    def read(self, text: str, *, within: str = "#conversation") -> None:
        """Find these words."""
        expect(self.page.locator(within)).to_contain_text(text)

    def charged(self, text: str) -> None:
        """Find this as what was charged in all."""
        expect(self.page.locator("#charged")).to_have_text(text)

    def said(self) -> Locator:
        """All lines of the conversation."""
        return self.page.locator(".said li")

    def open_everything(self) -> None:
        """Unfold whatever is folded."""
        self.page.evaluate("document.querySelectorAll('details').forEach((folded) => (folded.open = true))")

    def buys(self) -> None:
        """A whole purchase, by what the page suggests."""
        self.press("open no nicks")
        self.press("a starter kit")
        self.press("yes")
        self.read("Your order is placed")
