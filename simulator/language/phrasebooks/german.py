"""German, as it is said to Alexa. Data only.

Sources: ASK "Standard Built-in Intents" and "Understand How Users Invoke Custom Skills", German.
"""

from simulator.language.phrasebook import Phrasebook

_VERBS = (
    "öffne", "öffne bitte", "starte", "beginne", "lade", "spiele", "spiel", "nutze", "benutze", "verwende",
    "aktiviere", "sprich mit", "rede mit", "gehe zu", "geh zu", "frage", "frag", "sage", "sag", "bitte",
)  # fmt: skip
_OPENING = (
    "öffne", "starte", "beginne", "lade", "nutze", "benutze", "verwende", "sprich mit", "rede mit", "gehe zu",
    "geh zu",
)  # fmt: skip
_ASKING = ("frage", "frag", "sage", "sag", "bitte", "bitten wir")

GERMAN = Phrasebook(
    built_in={
        "AMAZON.YesIntent": (
            "ja", "jap", "jo", "jawohl", "ja bitte", "ja gerne", "gerne", "gern", "klar", "na klar", "okay",
            "ok", "sicher", "natürlich", "selbstverständlich", "genau", "richtig", "stimmt", "das stimmt",
            "in ordnung", "einverstanden", "mach das", "ja mach das", "auf jeden fall", "passt", "perfekt",
            "gut", "sehr gern", "warum nicht",
        ),
        "AMAZON.NoIntent": (
            "nein", "nee", "nö", "ne", "nein danke", "nein nicht", "lieber nicht", "auf keinen fall",
            "nicht jetzt", "jetzt nicht", "heute nicht", "falsch", "das ist falsch", "stimmt nicht",
            "das stimmt nicht", "bitte nicht", "eher nicht", "danke nein", "kein bedarf", "noch nicht",
            "besser nicht", "vielleicht später", "ein andermal",
        ),
        "AMAZON.StopIntent": (
            "stopp", "stop", "halt", "anhalten", "aus", "schluss", "ende", "beenden", "aufhören", "hör auf",
            "sei still", "ruhe", "das ist alles", "das war alles", "das war's", "fertig", "ich bin fertig",
            "tschüss", "auf wiedersehen",
        ),
        "AMAZON.CancelIntent": (
            "abbrechen", "brich ab", "abbruch", "vergiss es", "vergiss das", "egal", "schon gut", "lass es",
            "lass gut sein", "storniere das", "doch nicht",
        ),
        "AMAZON.HelpIntent": (
            "hilfe", "hilf mir", "ich brauche hilfe", "kannst du mir helfen", "was kann ich sagen",
            "was kann ich tun", "was kannst du", "was kann ich machen", "wie funktioniert das", "wie geht das",
            "was soll ich sagen",
        ),
        "AMAZON.RepeatIntent": (
            "wiederhole", "wiederholen", "wiederhole das", "wiederhol das", "noch mal", "nochmal", "noch einmal",
            "sag das noch mal", "sag das nochmal", "sag das noch einmal", "was hast du gesagt", "wie bitte",
            "was war das", "kannst du das wiederholen", "bitte wiederholen", "das habe ich nicht verstanden",
        ),
        "AMAZON.MoreIntent": (
            "mehr", "zeig mir mehr", "zeige mehr", "erzähl mir mehr", "was noch", "noch etwas", "noch mehr",
            "weitere", "was gibt es noch", "sonst noch was", "mehr davon",
        ),
        "AMAZON.StartOverIntent": (
            "neu starten", "neustart", "von vorne", "von vorn", "von vorne anfangen", "fang von vorne an",
            "fange von vorne an", "nochmal von vorne", "noch mal von vorne", "starte neu", "beginne von vorne",
            "neu anfangen",
        ),
        "AMAZON.NavigateHomeIntent": (
            "startseite", "geh zur startseite", "gehe zur startseite", "nach hause", "geh nach hause",
            "startbildschirm", "gehe zum startbildschirm", "hauptmenü", "home",
        ),
        "AMAZON.NextIntent": ("weiter", "nächste", "nächster", "nächstes", "das nächste", "überspringen"),
        "AMAZON.PreviousIntent": ("zurück", "geh zurück", "vorherige", "vorheriges", "das vorherige"),
        "AMAZON.PauseIntent": ("pause", "pausieren", "warte", "warte mal"),
        "AMAZON.ResumeIntent": ("fortsetzen", "fortfahren", "weitermachen", "mach weiter", "fahr fort"),
    },
    launch=(
        *(f"{verb} {{name}}" for verb in _VERBS), "{name}", "führe {name} aus", "frage {name} ab",
        "rufe {name} auf", "ruf {name} auf", "mach {name} auf", "mache {name} auf", "schalte {name} ein",
        "{name} öffnen", "{name} starten",
    ),
    one_shot=(
        *(
            f"{verb} {{name}} {word} {{wish}}"
            for verb in _ASKING
            for word in ("nach", "ob", "dass", "dass ich", "zu", "und", "um")
        ),
        *(
            f"{verb} {{name}} {word} {{wish}}"
            for verb in _OPENING
            for word in ("und sage", "und sag", "und frage", "und frag", "und", "um", "für")
        ),
        *(f"{verb} {{name}} {{wish}}" for verb in (*_ASKING, *_OPENING)),
        *(
            f"{{wish}} {word} {{name}}"
            for word in ("mithilfe von", "mit", "von", "bei", "in", "auf", "über", "durch", "aus")
        ),
        "{name} {wish}",
    ),
    leave=("exit", "skill beenden", "beende den skill", "skill verlassen", "verlassen", "schließen"),
    apology="Entschuldigung, bei dem Skill, den du wolltest, ist etwas schiefgegangen.",
    articles=(
        "ein", "eine", "einen", "einem", "einer", "eines", "der", "die", "das", "den", "dem", "des", "mein",
        "meine", "meinen", "meinem", "meiner", "dein", "deine", "deinen", "noch ein", "noch eine", "noch einen",
        "etwas",
    ),
    endings=("en", "n", "e", "er", "es", "s", "em"),
    before=("äh", "ähm", "hm", "also", "okay", "ok", "gut", "bitte", "hallo", "hey", "und", "dann", "nun", "na"),
    after=("bitte", "danke", "jetzt", "dann", "mal", "gerne", "bitte sehr", "alexa"),
    courtesies=(
        "kannst du", "könntest du", "würdest du", "kannst du bitte", "könntest du bitte", "kann ich",
        "könnte ich", "ich will", "ich möchte", "ich möchte gerne", "ich möchte gern", "ich würde gerne",
        "ich würde gern", "ich hätte gerne", "ich hätte gern", "lass uns", "ich brauche", "gib mir", "ja",
    ),
    linking=(
        "von", "für", "zu", "in", "im", "mit", "es", "davon", "haben", "hätte", "kaufen", "bestellen", "nehmen",
        "nehme", "ich", "mir", "wir", "uns", "du", "möchte", "will", "würde", "brauche", "stück", "mal",
    ),
    denying=("nicht", "kein", "keine", "keinen", "keins", "nie", "nichts"),
    turning=(
        "storniere", "stornieren", "zurück", "zurückgeben", "entferne", "entfernen", "lösche", "löschen",
        "kündige", "kündigen", "vergiss", "ändere", "ändern", "minus", "komma", "halb", "halbe", "halben",
        "nicht", "kein", "keine", "keinen", "nein", "nie", "ohne", "nichts", "außer", "statt", "weniger", "wie",
        "warum", "wer", "wann", "wo", "welche", "welcher", "welches", "was", "ist", "sind", "war",
    ),
    numbers={
        "ein": 1, "eine": 1, "einen": 1, "einem": 1, "einer": 1, "zwo": 2, "ein paar": 2, "beide": 2,
        "halbes dutzend": 6, "ein halbes dutzend": 6, "dutzend": 12, "ein dutzend": 12, "eine million": 1000000,
    },
    counters=("mal", "stück", "weitere", "mehr", "von"),
    thousands=("tausend",),
    spellings=(
        (r"einhundert", "hundert"), (r"eintausend", "tausend"), (r"hundert(?=.)", "hundertund"),
        (r"^hundert(?=.)", "hundertund"), (r"zwei", "zwo"),
    ),
    digits={"zwo": "2"},
    twice=("doppel",),
)  # fmt: skip
