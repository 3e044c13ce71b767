"""`!commands`: what a tester does besides speaking. One row of `COMMANDS` a command."""

from dataclasses import dataclass
from types import MappingProxyType

from simulator.amazon_pay.buyers import AGREEMENT_STATES
from simulator.cloud.wire import CRASH_POINTS
from simulator.customers import KINDS
from simulator.script import acts, link_acts, office_acts, payment_acts, screen_acts
from simulator.script.acts import Act, Reader, alone, quietly
from simulator.script.grammar import Misused, near, words_of
from simulator.stage.rehearsal import Rehearsal


@dataclass(frozen=True)
class Command:
    """A command, ready to be done. `speaks` tells a new wish of the customer from what merely happens."""

    act: Act
    speaks: bool = False


@dataclass(frozen=True)
class Form:
    """One command of the grammar: how it is written, what it does, how its words are read."""

    usage: str
    meaning: str
    read: Reader
    speaks: bool = False


def parse_command(line: str) -> Command:
    """Read one line that begins with an exclamation mark. Raises Misused."""
    name, *words = words_of(line)
    form = COMMANDS.get(name)
    if form is None:
        raise Misused(expected=f"a command: {', '.join(COMMANDS)}{near(name, COMMANDS)}", found=line)
    act = form.read(words)
    if act is None:
        raise Misused(expected=form.usage, found=line)
    return Command(act, speaks=form.speaks)


_CUSTOMER = (
    Form("!intent NAME [SLOT=VALUE ...]", "the customer means this intent", acts.intent, speaks=True),
    Form(
        "!touch ARGUMENT ...",
        "the customer touches the screen, which sends these texts or JSON values",
        screen_acts.touch,
        speaks=True,
    ),
    Form("!press LABEL", "the customer touches the button with these words on it", screen_acts.press, speaks=True),
    Form("!silence", "the customer says nothing", acts.silence, speaks=True),
    Form("!leave", "the customer walks away", alone(lambda room: room.leave()), speaks=True),
    Form("!customer NAME", "from now on this customer speaks", acts.customer),
    Form(f"!device NAME [{'|'.join(KINDS)}] [LOCALE]", "from now on this device listens", acts.device),
    Form("!locale LOCALE", "from now on the device listens in this language, such as en-US", acts.locale),
    Form(
        "!consent granted|denied|absent|others|revoke|approve|decline|leave",
        "the permission changes in the Alexa app; or the page on the last card is opened, and this is done there",
        link_acts.consenting,
    ),
    Form("!skill disabled|enabled", "the customer disables or enables the skill in the Alexa app", acts.skill),
    Form("!voice-purchasing on|off", "voice purchasing changes in the Alexa app", acts.voice_purchasing),
)
_AMAZON_PAY = (
    Form(
        "!pay OUTCOME ...",
        "Amazon Pay's next answer is like this: pending late, decline InvalidPaymentMethod hard",
        payment_acts.pay,
    ),
    Form("!redeliver", "Amazon Pay's last answer comes again", alone(Rehearsal.redeliver)),
    Form("!deliver", "the oldest answer that was kept back comes", alone(Rehearsal.deliver)),
    Form("!wallet repair|break", "the payment method at Amazon is mended, or breaks", payment_acts.wallet),
    Form(
        f"!agreement {'|'.join(AGREEMENT_STATES).lower()}",
        "the buyer's newest agreement gets this state",
        payment_acts.agreement,
    ),
    Form("!limit AMOUNT|none CURRENCY", "so much an agreement carries in a month", payment_acts.limit),
    Form(
        "!address MEMBER=VALUE ...|none|usual",
        "the buyer's address changes (addressLine1='5 High Street', addressLine2=), is missing, or is as usual",
        payment_acts.address,
    ),
    Form(
        "!buyer-api [fail CODE|slow SECONDS]",
        "says where the buyer address and buyer id API listens, or lets its next answer be an error, or late",
        payment_acts.buyer_api,
    ),
)
_LINKS = (
    Form(
        "!link [without payment] [approve|decline|leave] [FIELD=VALUE ...]",
        "the customer links their account in the Alexa app and does this at the company; fields as on our page",
        link_acts.linking,
    ),
    Form(
        "!notices [on|off]",
        "the customer allows the skill's notices in the Alexa app, or not; alone: those that came",
        link_acts.noticing,
    ),
    Form("!unlink", "the customer unlinks their account in the Alexa app", link_acts.unlink),
    Form(
        f"!permission {'|'.join(office_acts.PERMISSION)}",
        "Alexa tells the skill that the permission to pay is gone, or given",
        office_acts.permission,
    ),
)
_BACK_OFFICE = (
    Form(
        f"!company {'|'.join(link_acts.AT_COMPANY)}",
        "this happens next at the payment company of the server's route",
        link_acts.at_company,
    ),
    Form(
        "!merchant WORDS",
        "the merchant does this, in the words of python -m ops; last is the newest order: ship last",
        link_acts.merchant,
    ),
    Form(
        f"!webhooks {'|'.join(office_acts.WEBHOOKS)}",
        "the companies' notifications wait, or come again, or come now in this way",
        office_acts.webhooks,
    ),
    Form(
        f"!renewals {'|'.join(office_acts.RENEWALS)}",
        "what is due is renewed now, each message of the queue coming so often",
        office_acts.renewals,
    ),
    Form("!mail", "the letters that customers got", link_acts.letters),
    Form("!events", "what came to the bus", link_acts.events),
    Form(
        "!wait NUMBER UNIT|+TIME",
        "time passes, and all is done meanwhile that the clock does: 1 month, 3 days, +12h",
        link_acts.wait,
    ),
    Form("!tick", "the clock does once what it does: renews, settles, tells", link_acts.tick),
)
_WORLD = (
    Form("!clock +TIME|MOMENT", "time passes: +35d, +1d12h, 2026-12-24T18:00 (UTC)", acts.clock),
    Form("!shop closed|open", "the merchant stops selling, or sells again; a minute passes", acts.shop),
    Form("!slow SECONDS", "the skill's next answer takes so much longer", acts.slow),
    Form(
        "!cold",
        "the next request meets a function that remembers nothing",
        lambda words: None if words else quietly(Rehearsal.go_cold, "the function is cold"),
    ),
    Form(f"!crash {'|'.join(CRASH_POINTS)}", "the function dies there, in a turn to come", acts.crash),
    Form(
        "!outage",
        "DynamoDB is down for one turn",
        lambda words: None if words else quietly(Rehearsal.outage, "DynamoDB is down for the next turn"),
    ),
)

COMMANDS = MappingProxyType(
    {form.usage.split()[0]: form for form in (*_CUSTOMER, *_LINKS, *_AMAZON_PAY, *_WORLD, *_BACK_OFFICE)}
)
"""The grammar of commands, by name."""
