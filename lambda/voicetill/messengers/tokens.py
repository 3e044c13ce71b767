"""The key to Alexa's services outside of a session (Login with Amazon, client credentials grant).

A key is good for an hour. It is kept until shortly before, and asked for anew when it was refused.
"""

import json
import logging
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from voicetill.messengers.web import Web

logger = logging.getLogger(__name__)

# Out-of-session token request.
_URL = "https://api.amazon.com/auth/O2/token"
_TIMEOUT = 5.0
_OK = 200

# So long before its end a key is no longer used: clocks differ, and the call takes a while.
_MARGIN = timedelta(minutes=2)

# What is answered may be anything; an hour is what is promised.
_LONGEST_LIFE = 3600

_KEY = re.compile(r"[!-~]{1,8192}", re.ASCII)


class TokenRefusedError(OSError):
    """Raised when no key was given; says why, and nothing of what was sent."""


class SkillTokens:
    """Keys of one scope. `credentials` returns the skill's messaging id and secret as JSON, fresh if asked to."""

    def __init__(
        self,
        send: Web,
        credentials: Callable[..., str],
        clock: Callable[[], datetime],
        *,
        scope: str,
        endpoint: str | None = None,
    ) -> None:
        self._send = send
        self._credentials = credentials
        self._clock = clock
        self._scope = scope
        self._url = endpoint or _URL
        self._kept: tuple[str, datetime] | None = None

    def __call__(self, *, fresh: bool = False) -> str:
        """Return a key; `fresh` after one was refused. Raises OSError, and whatever reading the secret raises."""
        if self._kept is not None and not fresh and self._clock() < self._kept[1]:
            return self._kept[0]
        # A key that is refused may come from a secret that was rotated.
        key, seconds = self._asked(fresh=fresh)
        self._kept = key, self._clock() + timedelta(seconds=seconds) - _MARGIN
        return key

    def _asked(self, *, fresh: bool) -> tuple[str, int]:
        form = {"grant_type": "client_credentials", "scope": self._scope, **_pair(self._credentials(fresh=fresh))}
        headers = {"Content-Type": "application/x-www-form-urlencoded;charset=UTF-8", "Accept": "application/json"}
        answer = self._send("POST", self._url, headers, urlencode(form).encode(), within=_TIMEOUT)
        if answer.status != _OK:
            logger.error("no key for alexa", extra={"status": answer.status})
            raise TokenRefusedError("no key was given")
        return _read(answer.body)


def _pair(secret: str) -> dict[str, str]:
    """Read the secret: {"client_id": ..., "client_secret": ...}."""
    told = _members(secret)
    pair = {name: told.get(name) for name in ("client_id", "client_secret")}
    if not all(isinstance(value, str) and value for value in pair.values()):
        raise TokenRefusedError("the secret must be JSON with client_id and client_secret")
    return {name: str(value) for name, value in pair.items()}


def _read(body: bytes) -> tuple[str, int]:
    told = _members(body)
    key, seconds = told.get("access_token"), told.get("expires_in")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise TokenRefusedError("no key in the answer")
    sound = isinstance(seconds, int) and not isinstance(seconds, bool) and seconds > 0
    return key, min(int(seconds), _LONGEST_LIFE) if sound and seconds else 0


def _members(text: str | bytes) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
