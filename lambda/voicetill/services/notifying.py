"""Telling others what happened, through every channel that concerns it: soon, or when the clock comes by.

One failure never stops the rest: neither another channel of the same occurrence, nor the occurrences after it.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import cast

from voicetill.domain.errors import ConflictError, StoreUnavailableError
from voicetill.domain.journal import Change, Due, Kind
from voicetill.domain.news import Delivery, News
from voicetill.domain.occurrences import (
    Channel,
    Occurrence,
    claimed,
    handed_over,
    not_handed_over,
    rested,
    told,
)
from voicetill.domain.orders import Order
from voicetill.domain.subscriptions import Subscription
from voicetill.services.faults import kind_and_place
from voicetill.services.ports import NOBODY, Clock, Journal, Markets, Messenger, Watch
from voicetill.services.reaching import AddressBook

logger = logging.getLogger(__name__)

# How many keys of what is due are read at once.
_PAGE = 100


class Telling(StrEnum):
    """What came of a look at an occurrence.

    NOT_DUE: it is over, not due yet, or in somebody else's hands. FAILED: it could not even be looked at.
    """

    TOLD = "told"
    LATER = "later"
    GIVEN_UP = "given_up"
    NOT_DUE = "not_due"
    FAILED = "failed"


class Notifying:
    """Hands occurrences to the messengers. A channel without a messenger is switched off, and concerns nobody."""

    def __init__(
        self,
        journal: Journal,
        markets: Markets,
        messengers: Mapping[Channel, Messenger],
        clock: Clock,
        *,
        book: AddressBook | None = None,
        watch: Watch = NOBODY,
    ) -> None:
        self._journal = journal
        self._markets = markets
        self._messengers = messengers
        self._clock = clock
        self._book = book
        self._watch = watch

    def tell_due(self, *, go_on: Callable[[], bool] = lambda: True) -> Mapping[Telling, int]:
        """Tell whatever is due, as long as `go_on` says so; return how many ended in which way."""
        done: Counter[Telling] = Counter()
        for shard in range(self._journal.shards):
            try:
                for due in self._due(shard, go_on):
                    done[self._told_safely(due)] += 1
            except StoreUnavailableError:
                logger.exception("what is due cannot be read", extra={"shard": shard})
                done[Telling.FAILED] += 1
        logger.info("outbox swept", extra={each.value: number for each, number in done.items()})
        return done

    def tell(self, customer_id: str, occurrence_id: str) -> Telling:
        """Tell one occurrence through every channel that has still to hear of it.

        Raises StoreUnavailableError where it cannot be read or claimed; nothing has left then.
        """
        found = self._journal.occurrence(customer_id, occurrence_id)
        now = self._clock()
        self._watch.follow(found.subject_id if found else occurrence_id)
        if found is None or not found.is_due(at=now):
            return Telling.NOT_DUE
        try:
            occurrence = self._write(found, claimed(found, at=now))
            return self._through_all(occurrence)
        except ConflictError:
            # Somebody else is about it. What left before they wrote may leave again, under the same id.
            logger.warning("occurrence is in other hands", extra=_names(found))
            return Telling.NOT_DUE

    def _due(self, shard: int, go_on: Callable[[], bool]) -> Iterator[Due]:
        """Read a page of the index to its end. What stays there, for whatever reason, hides nothing behind it."""
        seen: set[tuple[str, str]] = set()
        limit = _PAGE
        while go_on():
            found = self._journal.due(Kind.OCCURRENCE, at=self._clock(), limit=limit, shard=shard)
            new = [due for due in found if (due.customer_id, due.id) not in seen]
            if not new and len(found) < limit:
                return
            limit = limit if new else limit + _PAGE
            for due in new:
                if not go_on():
                    return
                seen.add((due.customer_id, due.id))
                yield due

    def _told_safely(self, due: Due) -> Telling:
        try:
            return self.tell(due.customer_id, due.id)
        except Exception as error:
            # Whatever is wrong with this one, the next one has waited long enough. It stays due, and so visible.
            logger.error("occurrence cannot be told", extra={"occurrence": due.id, **kind_and_place(error)})
            return Telling.FAILED

    def _through_all(self, occurrence: Occurrence) -> Telling:
        before = occurrence
        news = self._news_if_sound(occurrence)
        if news is not None:
            before, occurrence = self._carried(occurrence, news)
        after = rested(occurrence, at=self._clock())
        self._write(before, after)
        return _outcome(after)

    def _carried(self, occurrence: Occurrence, news: News) -> tuple[Occurrence, Occurrence]:
        """Hand news to every channel, and return the occurrence as it is stored by now, and as it shall be."""
        before = occurrence
        for channel in occurrence.waiting:
            if channel is not Channel.MAIL:
                occurrence = self._through(channel, occurrence, news)
        if Channel.MAIL in occurrence.waiting:
            return self._by_mail(before, occurrence, news)
        return before, occurrence

    def _by_mail(self, before: Occurrence, occurrence: Occurrence, news: News) -> tuple[Occurrence, Occurrence]:
        """Send the mail, and return what is stored by now and what is to be.

        The mark goes first: if we die while the mail is sent, whoever comes next finds it.
        """
        if not news.email or Channel.MAIL not in self._messengers:
            return before, told(occurrence, Channel.MAIL)
        if occurrence.mailing_since is not None and occurrence.is_mailed_once:
            logger.error("mail in doubt, not sent again", extra=_names(occurrence))
            return before, told(occurrence, Channel.MAIL)
        marked = self._write(before, handed_over(occurrence, at=self._clock()))
        return marked, self._through(Channel.MAIL, marked, news)

    def _through(self, channel: Channel, occurrence: Occurrence, news: News) -> Occurrence:
        """Send news through one channel, and return the occurrence as it is then."""
        fields = {**_names(occurrence), "channel": channel.value}
        match self._sent(channel, news, fields):
            case Delivery.SENT:
                logger.info("told", extra=fields)
            case Delivery.NEVER:
                logger.warning("refused for good, not told", extra=fields)
            case Delivery.UNCLEAR if channel is Channel.MAIL and occurrence.is_mailed_once:
                logger.error("mail in doubt, not sent again", extra=fields)
            case Delivery.NOT_NOW | Delivery.UNCLEAR:
                logger.warning("not told yet", extra={**fields, "tries": occurrence.tries})
                return not_handed_over(occurrence) if channel is Channel.MAIL else occurrence
        return told(occurrence, channel)

    def _sent(self, channel: Channel, news: News, fields: Mapping[str, str]) -> Delivery:
        messenger = self._messengers.get(channel)
        if messenger is None:
            return Delivery.NOTHING_TO_SEND
        try:
            return messenger.send(news)
        except Exception as error:
            # A fault of ours in one channel: the others must hear of it all the same.
            logger.error("messenger failed", extra={**fields, **kind_and_place(error)})
            return Delivery.NOT_NOW

    def _news_if_sound(self, occurrence: Occurrence) -> News | None:
        try:
            return self._news(occurrence)
        except StoreUnavailableError:
            raise
        except Exception as error:
            # A record that cannot be read is tried as often as any other trouble, and given up like it.
            fields = {**_names(occurrence), **kind_and_place(error)}
            logger.error("what happened cannot be read", extra=fields)
            return None

    def _news(self, occurrence: Occurrence) -> News:
        what, id_ = occurrence.what, occurrence.subject_id
        customer_id = occurrence.customer_id
        order = self._journal.order(id_) if what.is_of_order else None
        subscription = self._journal.subscription(customer_id, id_) if what.is_of_subscription else None
        return News(
            occurrence=occurrence,
            market=self._markets.by_id(occurrence.market_id),
            order=order,
            subscription=subscription,
            email=self._email(occurrence, order or subscription),
            user_id=self._user_id(occurrence),
            at=self._clock(),
        )

    def _email(self, occurrence: Occurrence, subject: Order | Subscription | None) -> str:
        if Channel.MAIL not in occurrence.waiting or Channel.MAIL not in self._messengers:
            return ""
        if occurrence.email or self._book is None:
            return occurrence.email
        return self._book.email_of(occurrence, subject)

    def _user_id(self, occurrence: Occurrence) -> str:
        if Channel.NOTICE not in occurrence.waiting or Channel.NOTICE not in self._messengers:
            return ""
        if occurrence.user_id or self._book is None:
            return occurrence.user_id
        return self._book.user_id_of(occurrence)

    def _write(self, before: Occurrence, after: Occurrence) -> Occurrence:
        (stored,) = self._journal.write(Change(before, after))
        return cast(Occurrence, stored)


def _outcome(occurrence: Occurrence) -> Telling:
    if occurrence.tell_at is not None:
        return Telling.LATER
    if not occurrence.given_up:
        return Telling.TOLD
    channels = ", ".join(sorted(occurrence.given_up))
    logger.error("given up, not told", extra={**_names(occurrence), "channels": channels})
    return Telling.GIVEN_UP


def _names(occurrence: Occurrence) -> dict[str, str]:
    return {"occurrence": occurrence.id, "what": occurrence.what.value}
