"""One conversation of a test: any line of a script can be done, and a failure shows all that went before."""

from pathlib import Path

from simulator.script.acts import Act
from simulator.script.commands import Command
from simulator.script.conversation import BROKEN, IN_VAIN, Conversation, Entry
from simulator.script.lines import BadScript, Step, read_script
from simulator.script.performance import Broken, Performance
from simulator.stage.stage import Stage
from simulator.testing.replies import Reply, reply_of
from simulator.testing.transcripts import transcript_of

# A failure points at the line of the test, not at a line in here: pytest's and unittest's words for that.
__tracebackhide__ = True
__unittest = True


class Disappointed(AssertionError):  # noqa: N818 - reads as a plain fact
    """Raised when the conversation did not go as the test said; shows all of it."""


class InVain(Disappointed):
    """Raised for what cannot happen now: words that nobody listens to, an answer that is not kept back."""


class Talk:
    """What is said and done in a room, and what is expected of it."""

    def __init__(self, stage: Stage) -> None:
        self._conversation = Conversation(stage.room, stage.count_orders)
        self._told = 0

    def do(self, *lines: str) -> Reply:
        """Do any lines of a script: utterances, !commands, > expectations; return what the last one gave."""
        reply = reply_of(())
        for line in lines:
            reply = reply_of(self._checked(self._conversation.tell(line)).turns)
        return reply

    def expect(self, *expectations: str) -> None:
        """Demand this of the last utterance or command, in the words of scripts without their `>`."""
        self.do(*(f"> {expectation.removeprefix('>').strip()}" for expectation in expectations))

    def play(self, script: Path | str) -> None:
        """Play a script to its end. Its expectations must be met, all of them."""
        performance = Performance(self._conversation)
        try:
            for _ in performance.play(read_script(Path(script))):
                pass
        except (BadScript, Broken) as error:
            performance.failures.append(str(error))
        if performance.failures:
            raise self._disappointed("\n".join(performance.failures))

    @property
    def script(self) -> str:
        """The conversation so far as a script, for `play` or for `python -m simulator say --script`."""
        return self._conversation.script()

    @property
    def transcript(self) -> str:
        """The conversation so far, for people."""
        return transcript_of(self._conversation.entries)

    @property
    def was_told(self) -> bool:
        """Whether a failure has shown the transcript since something last happened."""
        return self._told == len(self._conversation.entries)

    def _act(self, text: str, act: Act) -> Reply:
        """Do what no line can say, or not exactly."""
        step = Step("the test", text, Command(act, speaks=True))
        return reply_of(self._checked(self._conversation.perform(step)).turns)

    def _checked(self, entry: Entry) -> Entry:
        if entry.problem is None:
            return entry
        cause = entry.cause.__cause__ if isinstance(entry.cause, BROKEN) else None
        raise self._disappointed(
            entry.problem, InVain if isinstance(entry.cause, IN_VAIN) else Disappointed
        ) from cause

    def _disappointed(self, problem: str, kind: type[Disappointed] = Disappointed) -> Disappointed:
        self._told = len(self._conversation.entries)
        return kind(f"{problem}\n\nthe conversation so far:\n\n{self.transcript}\n")
