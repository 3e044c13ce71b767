"""Why something that the merchant wants done with an order cannot be done: reasons as values, never exceptions."""

from enum import StrEnum


class Obstacle(StrEnum):
    """A reason why not; each has a sentence for the merchant, which says how to mend it."""

    # Of refunds.
    NOT_CAPTURED = "not_captured"
    NOTHING_LEFT = "nothing_left"
    TOO_MUCH = "too_much"
    TOO_LITTLE = "too_little"
    TOO_LATE = "too_late"
    TOO_MANY = "too_many"
    OTHER_CURRENCY = "other_currency"
    KEY_USED = "key_used"
    NO_SECOND = "no_second"
    # Of parcels.
    NOTHING_TO_SHIP = "nothing_to_ship"
    ALREADY_SHIPPED = "already_shipped"
    NOT_IN_ORDER = "not_in_order"
    MONEY_GOES_BACK = "money_goes_back"
    NO_CARRIER = "no_carrier"
    # Of cancellations.
    CANCELED = "canceled"
    HAS_SHIPPED = "has_shipped"
    # Of wishes.
    NO_WISH = "no_wish"
    SEVERAL_WISHES = "several_wishes"
    # Of who takes the money.
    DONE_ELSEWHERE = "done_elsewhere"
    NO_PROVIDER = "no_provider"
    NOT_ABLE = "not_able"
    FAULTY_REQUEST = "faulty_request"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    IN_DOUBT = "in_doubt"
    RESERVATION_ENDED = "reservation_ended"
    CAPTURED_MEANWHILE = "captured_meanwhile"
    # Of charges in doubt.
    NOT_IN_DOUBT = "not_in_doubt"
    ASK_PROVIDER = "ask_provider"
    UNDER_WAY = "under_way"
    # Of agreements.
    NOT_CONFIRMED = "not_confirmed"
    # Of everything.
    BUSY = "busy"
    UNKNOWN_ORDER = "unknown_order"
