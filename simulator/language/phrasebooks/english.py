"""English, as it is said to Alexa. Data only.

Sources: ASK "Standard Built-in Intents" and "Understand How Users Invoke Custom Skills".
"""

from simulator.language.phrasebook import Phrasebook

_VERBS = (
    "open", "launch", "start", "begin", "load", "run", "use", "play", "do", "resume", "enable", "try", "talk to",
    "speak to", "speak with", "go to", "start playing", "play the game", "ask", "tell",
)  # fmt: skip
_ASKING = ("ask", "tell")
_OPENING = (
    "open", "launch", "start", "begin", "load", "run", "use", "resume", "play", "talk to", "speak to",
    "speak with", "go to",
)  # fmt: skip

ENGLISH = Phrasebook(
    built_in={
        "AMAZON.YesIntent": (
            "yes", "yeah", "yep", "yup", "ya", "aye", "sure", "sure thing", "okay", "ok", "of course",
            "certainly", "absolutely", "definitely", "correct", "right", "that's right", "that's correct",
            "alright", "all right", "fine", "that's fine", "sounds good", "go ahead", "do it", "yes go ahead",
            "yes do it", "yes i do", "yes i would", "yes i am", "yes it is", "yes that's right", "i do",
            "i would", "please do", "let's do it", "why not", "go for it", "uh huh", "you bet", "i confirm",
            "confirm", "perfect", "great",
        ),
        "AMAZON.NoIntent": (
            "no", "nope", "nah", "no way", "no thanks", "no thank you", "not now", "not really", "not at all",
            "never mind that", "no i don't", "no don't", "i don't", "i don't think so", "don't do it", "don't",
            "rather not", "i'd rather not", "wrong", "that's wrong", "incorrect", "no that's wrong", "uh uh",
            "negative", "of course not", "definitely not", "not today", "not yet", "maybe later", "another time",
        ),
        "AMAZON.StopIntent": (
            "stop", "stop it", "stop that", "please stop", "off", "shut up", "be quiet", "that's all",
            "that's it", "that's enough", "enough", "i'm done", "i am done", "we're done", "end", "goodbye",
            "bye", "bye bye", "good bye",
        ),
        "AMAZON.CancelIntent": (
            "cancel", "cancel it", "cancel that", "cancel this", "never mind", "nevermind", "forget it",
            "forget that", "forget about it",
        ),
        "AMAZON.HelpIntent": (
            "help", "help me", "can you help me", "i need help", "i need some help", "what can i say",
            "what can i do", "what can you do", "what should i say", "what are my options", "how does this work",
            "how does it work", "how do i use this", "what do i do", "what do i say", "give me some help",
        ),
        "AMAZON.RepeatIntent": (
            "repeat", "repeat that", "repeat it", "repeat this", "say that again", "say it again", "say again",
            "again", "once again", "once more", "one more time", "what did you say", "what was that", "pardon",
            "pardon me", "sorry", "excuse me", "come again", "can you repeat that", "could you repeat that",
            "can you say that again", "i didn't hear that", "i didn't get that", "i didn't catch that",
        ),
        "AMAZON.MoreIntent": (
            "more", "tell me more", "show more", "show me more", "read more", "hear more", "give me more",
            "what else", "what else is there", "anything else", "more please", "some more",
        ),
        "AMAZON.StartOverIntent": (
            "start over", "start again", "start from the beginning", "start from the top", "restart",
            "begin again", "begin anew", "from the beginning", "reset",
        ),
        "AMAZON.NavigateHomeIntent": (
            "go home", "home", "home screen", "go to home", "go to the home screen", "go to home screen",
            "navigate home", "take me home", "return home", "show the home screen", "main screen",
        ),
        "AMAZON.NextIntent": ("next", "next one", "the next one", "skip", "skip it", "go forward"),
        "AMAZON.PreviousIntent": ("previous", "go back", "back", "the previous one", "the one before", "last one"),
        "AMAZON.PauseIntent": ("pause", "pause it", "pause that", "wait"),
        "AMAZON.ResumeIntent": ("resume", "continue", "keep going", "go on", "carry on"),
    },
    launch=("{name}", *(f"{verb} {{name}}" for verb in _VERBS)),
    one_shot=(
        *(
            f"{verb} {{name}} {word} {{wish}}"
            for verb in _ASKING
            for word in ("to", "for", "about", "that", "if", "whether", "and")
        ),
        *(
            f"{verb} {{name}} {word} {{wish}}"
            for verb in _OPENING
            for word in ("and tell it to", "and ask it to", "and ask for", "and ask", "and", "to", "for")
        ),
        "search {name} for {wish}",
        *(f"{verb} {{name}} {{wish}}" for verb in (*_ASKING, *_OPENING)),
        *(
            f"{{wish}} {word} {{name}}"
            for word in ("by asking", "from", "using", "with", "at", "on", "in", "by", "through", "via")
        ),
        "{name} {wish}",
    ),
    leave=("exit", "quit", "exit skill", "exit the skill", "quit the skill", "close the skill"),
    apology="Sorry, something went wrong with the skill you asked for.",
    articles=("a", "an", "the", "some", "my", "your", "this", "that", "another", "one of the", "one of your"),
    endings=("s", "es"),
    before=(
        "um", "umm", "uh", "uhm", "er", "erm", "hmm", "well", "okay", "ok", "so", "please", "hey", "hi", "hello",
        "oh", "just", "actually", "and", "then",
    ),
    after=(
        "please", "then", "thanks", "thank you", "now", "right now", "for me", "if you can", "if possible",
        "alexa",
    ),
    courtesies=(
        "can you", "could you", "would you", "will you", "can you please", "could you please", "i want to",
        "i wanna", "i want you to", "i would like to", "i would like you to", "i would love to", "i'd like to",
        "i'd love to", "i'd like you to", "i need to", "i need you to", "i am going to", "i'm going to", "i'll",
        "let's", "let us", "go ahead and", "may i", "can i", "could i", "can we", "do you want to", "maybe",
        "yes", "yeah", "sure", "really", "kindly", "quickly", "also",
    ),
    linking=(
        "be", "got", "think", "guess", "about", "let", "say", "take", "need", "just", "make", "of", "for", "to",
        "in", "on", "with", "at", "it", "them", "those", "these", "have", "get", "want", "buy", "order", "i",
        "me", "we", "us", "you", "would", "like", "love", "try", "am", "looking", "got", "will",
    ),
    denying=("not", "no", "never", "none", "nothing"),
    turning=(
        "cancel", "return", "refund", "remove", "delete", "drop", "stop", "undo", "forget", "change", "hate",
        "back", "away", "minus", "negative", "point", "half", "quarter", "third", "not", "no", "never",
        "without", "nothing", "except", "instead", "than", "less", "how", "why", "who", "when", "where", "which",
        "what", "did", "does", "is", "are", "was", "were",
    ),
    numbers={
        "a single": 1, "a couple": 2, "a couple of": 2, "couple of": 2, "a pair of": 2, "a pair": 2,
        "pair of": 2, "both": 2, "half a dozen": 6, "half dozen": 6, "a half dozen": 6, "a dozen": 12,
        "dozen": 12, "two dozen": 24, "three dozen": 36, "nil": 0, "a million": 1000000, "one million": 1000000,
    },
    thousands=("thousand",),
    spellings=(
        (r" and ", " "), (r"^one (hundred|thousand)", r"a \1"), (r"^one (hundred|thousand)", r"\1"),
        (r"forty", "fourty"),
    ),
    contractions=(
        (r"\bcan't\b", "can not"), (r"\bwon't\b", "will not"), (r"n't\b", " not"), (r"\blet's\b", "let us"),
        (r"'d\b", " would"), (r"'ll\b", " will"), (r"'m\b", " am"), (r"'ve\b", " have"), (r"'re\b", " are"),
        (r"\bim\b", "i am"), (r"\bwhats\b", "what's"), (r"\bdont\b", "do not"),
        (r"\bid (like|love)\b", r"i would \1"), (r"\bill (have|take|get)\b", r"i will \1"),
        (r"\bwanna\b", "want to"), (r"\bgonna\b", "going to"), (r"\bgimme\b", "give me"),
    ),
    counters=("more", "more of", "of", "units of", "pieces of", "times"),
    digits={"oh": "0", "o": "0"},
    twice=("double",),
)  # fmt: skip
