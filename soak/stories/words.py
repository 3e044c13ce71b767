"""What stories draw from: who, where, what, and what goes wrong."""

from hypothesis import strategies as st

from simulator.amazon_pay.outcomes import OUTCOMES
from simulator.cloud.wire import CRASH_POINTS
from simulator.script.link_acts import AT_COMPANY

NAMES = ("Ada", "Ben", "Cleo", "Dan", "Eve")
DEVICES = ("kitchen", "bedroom", "show")
THINGS = ("a starter kit", "two refill packs", "a refill pack", "a barber voucher", "three barber vouchers")
WORDS = (
    "open no nicks",
    "yes",
    "no",
    "ask no nicks to buy a starter kit",
    "ask no nicks to buy two refill packs",
    "ask no nicks to check out",
    "ask no nicks what is in my cart",
    "ask no nicks what are my subscriptions",
    "ask no nicks where is my order",
    "ask no nicks to cancel my order",
    "a starter kit",
    "remove the starter kit",
    "make it three",
    "start over",
    "repeat",
    "help",
    "!silence",
    "!leave",
)
SPANS = ("1 minute", "20 minutes", "3 hours", "1 day", "3 days", "2 weeks", "1 month", "3 months")
LEAPS = ("+1m", "+16m", "+2h", "+25h", "+31d", "+100d")
NO_TROUBLE = ("pays", "refuses", "finishes refunds", "ends consents")
TROUBLES = tuple(word for word in AT_COMPANY if word not in NO_TROUBLE)
AT_AMAZON = (
    *(f"!consent {state}" for state in ("granted", "denied", "absent", "others")),
    *(f"!voice-purchasing {state}" for state in ("on", "off")),
    *(f"!wallet {state}" for state in ("repair", "break")),
    *(f"!agreement {state}" for state in ("open", "suspended", "canceled", "closed", "draft")),
    *(f"!limit {limit}" for limit in ("20 USD", "none USD")),
    *(f"!address {place}" for place in ("city=Reno", "none", "usual")),
)
IN_THE_APP = (
    ("!skill disabled",),
    ("!skill disabled", "!skill enabled", "!link"),
    ("!skill enabled", "!link"),
    ("!permission gone",),
    ("!permission given",),
)
USUAL = (
    "late",
    "never",
    "twice",
    "out-of-order",
    "pending",
    "pending late",
    "reserved",
    "declined-transaction-timed-out",
    "declined-invalid-payment-method-hard twice",
    "charged-InternalServerError",
    "canceled late",
)
"""What is tried more often than the rest: answers that are late, lost, double, or no decision."""
BY_MERCHANT = (
    "ship {}",
    "ship {} --carrier UPS --tracking 1Z999AA10123456784",
    "refund {}",
    "refund {} --amount 2.00",
    "refund {} --amount 5.00 --reason return",
    "cancel {}",
    "cancel {} --reason fraud",
    "approve {}",
    "refuse {} --because no",
    "settle {}",
    "agreement close --order {}",
    "resend {}",
)


devices = st.sampled_from(DEVICES)
things = st.sampled_from(THINGS)
answers = st.sampled_from(USUAL) | st.sampled_from(sorted(OUTCOMES))
crashes = st.sampled_from([f"!crash {point}" for point in CRASH_POINTS])
mishaps = st.just("") | crashes | st.sampled_from(["!outage", "!cold", "!slow 9"])
faults = crashes | st.sampled_from(["!outage", "!cold", "!slow 9"])
