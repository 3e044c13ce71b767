"""Closes agreements at their companies, for customers who are gone."""

from dataclasses import dataclass

from voicetill.domain.charging import Ability
from voicetill.domain.erasure import Held
from voicetill.domain.errors import NotPossibleError
from voicetill.services.providers import Providers

# How long a company may take, in seconds.
_PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Revoking:
    """Tells the companies; fits `sweeping.Closes`."""

    providers: Providers

    def close(self, held: Held) -> bool:
        """End an agreement for good; False if that cannot be done here. Raises GatewayUnavailableError."""
        try:
            company = self.providers.named(held.provider)
            if Ability.CLOSE not in company.abilities:
                return False
            company.close(held.id, reason="the customer has left", within=_PATIENCE)
        except NotPossibleError:
            return False
        return True
