"""Messengers that carry nothing out of the house, and keep what they were handed."""

from collections.abc import Callable

from voicetill.domain.news import Delivery, News
from voicetill.domain.payments import Access


class FakeMessenger:
    """Fits the services' `Messenger`: answers as told, SENT unless told otherwise."""

    def __init__(self, *answers: Delivery | Exception, meanwhile: Callable[[], object] | None = None) -> None:
        self._answers = list(answers)
        self._meanwhile = meanwhile
        self.handed: list[News] = []

    @property
    def ids(self) -> list[str]:
        """What was handed over, by the ids of the occurrences."""
        return [news.occurrence.id for news in self.handed]

    def send(self, news: News) -> Delivery:
        """Take it."""
        self.handed.append(news)
        if self._meanwhile is not None:
            self._meanwhile()
        answer = self._answers.pop(0) if self._answers else Delivery.SENT
        if isinstance(answer, Exception):
            raise answer
        return answer


class FakeContacts:
    """Fits the services' `KnownContacts`."""

    def __init__(self, email: str = "") -> None:
        self.email = email
        self.asked: list[tuple[str, str, str]] = []

    def email_of(self, customer_id: str, *, provider: str, agreement_id: str) -> str:
        """Return the one address that it knows."""
        self.asked.append((customer_id, provider, agreement_id))
        return self.email


class FakeProfiles:
    """Fits the services' `CustomerContacts`."""

    def __init__(self, email: str | None = "robin@example.com") -> None:
        self.known = email
        self.asked: list[Access] = []

    def email(self, access: Access) -> str | None:
        """Return the one address that it knows."""
        self.asked.append(access)
        return self.known
