"""Letters as a browser shows them: nothing overflows on a phone, and an accessibility check finds nothing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import tools
from tests.messengers.samples import news
from voicetill.domain.occurrences import Happening
from voicetill.messengers.mail.letters import LetterWriter
from voicetill.messengers.mail.texts import load_mail_texts


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = tools.chromium()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("locale", "what"), [("de-DE", Happening.ORDER_PLACED), ("ja-JP", Happening.SUBSCRIPTION_STARTED)]
)
def test_it_fits_a_phone_and_can_be_read_by_everybody(
    browser: Browser, locale: str, what: Happening, scheme: str
) -> None:
    letter = LetterWriter(sandbox=True).write(news(what, locale=locale), load_mail_texts(locale))
    assert letter is not None
    page = browser.new_page(viewport={"width": 320, "height": 640}, color_scheme=scheme)  # type: ignore[arg-type]
    page.route("**/*", lambda route: route.abort())

    page.set_content(letter.html, wait_until="domcontentloaded")
    page.evaluate(tools.axe())
    found = page.evaluate("axe.run()")

    assert [violation["id"] for violation in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()
