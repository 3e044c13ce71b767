"""What payment companies tell by themselves: believed only with proof, dealt with once, and then a hint only."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from typing import Protocol

from voicetill.domain.charging import Notice, NoticeKind
from voicetill.domain.errors import ForgedNoticeError, VoicetillError
from voicetill.services.link_ports import LinkDesk
from voicetill.services.ports import Clock
from voicetill.services.provider_ports import ProviderNotices

logger = logging.getLogger(__name__)

PATIENCE = 8.0
"""Seconds that proving one may take: a certificate may have to be fetched."""

# Longer than any of the companies repeats one (PPRO, Webhooks: 68 hours; Amazon SNS: 14 days).
_REMEMBERED = timedelta(days=15)

_NOTHING_TO_DO = (NoticeKind.OTHER, NoticeKind.CONFIRM_ENDPOINT)


class Hears(Protocol):
    """Whoever does something about a notification."""

    def hear(self, provider: str, notice: Notice) -> None:
        """Look at what a notification is about; hearing the same twice changes nothing."""


class Heard(Enum):
    """What the company is answered."""

    GENUINE = auto()
    FORGED = auto()
    COME_AGAIN = auto()
    NOT_HERE = auto()


@dataclass(frozen=True, slots=True)
class Hearing:
    """Hears notifications. `readers` prove them, each its own company's."""

    desk: LinkDesk
    readers: Mapping[str, ProviderNotices]
    hears: Hears
    clock: Clock

    def hear(self, provider: str, headers: Mapping[str, str], body: bytes) -> Heard:
        """Hear one notification: header names in lower case, the body as it came."""
        if provider not in self.readers:
            return Heard.NOT_HERE
        now = self.clock()
        try:
            notice = self.readers[provider].read_notice(headers, body, at=now, within=PATIENCE)
            if notice.kind not in _NOTHING_TO_DO and not self.desk.heard(provider, notice.id):
                self.hears.hear(provider, notice)
                self.desk.remember_heard(provider, notice.id, until=now + _REMEMBERED)
        except ForgedNoticeError as forged:
            logger.warning("notification refused", extra={"provider": provider, "why": forged.why})
            return Heard.FORGED
        except VoicetillError as error:
            logger.warning("notification put off", extra={"provider": provider, "why": type(error).__name__})
            return Heard.COME_AGAIN
        logger.info("notification heard", extra={"provider": provider, "kind": notice.kind.value})
        return Heard.GENUINE
