"""The notifications of a room's companies on their way to our web door: late, twice, the wrong way round."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from simulator.stage.companies import TILL, Company, Delivery
from simulator.stage.web_browser import Host, Visit

_TOLD_OFF = 400


@dataclass
class Webhooks:
    """What waits to be delivered, and what was. `held` ones come only when somebody lets them."""

    companies: Sequence[Company]
    door: Host
    held: bool = False
    waiting: list[Delivery] = field(default_factory=list)
    delivered: list[tuple[Delivery, int]] = field(default_factory=list)

    def deliver(self, *, times: int = 1, backwards: bool = False) -> int:
        """Deliver what there is, held or not, each so many times; return how many deliveries that were.

        What the door does not take comes again with the next delivery.
        """
        self._collect()
        due, self.waiting = self.waiting, []
        for each in due[::-1] if backwards else due:
            statuses = [self._post(each) for _ in range(times)]
            self.delivered += [(each, status) for status in statuses]
            if statuses and min(statuses) >= 500:
                self.waiting.append(each)
        return len(due) * times

    def come(self) -> int:
        """Let come by itself what is not held; return how many."""
        self._collect()
        return 0 if self.held else self.deliver()

    @property
    def refused(self) -> list[tuple[Delivery, int]]:
        """What the door did not take, with its status."""
        return [(each, status) for each, status in self.delivered if status >= _TOLD_OFF]

    def _collect(self) -> None:
        for company in self.companies:
            self.waiting += company.news()

    def _post(self, delivery: Delivery) -> int:
        visit = Visit("POST", f"{TILL}{delivery.path}", delivery.headers(), {}, delivery.body)
        return self.door(visit).status
