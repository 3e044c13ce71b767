"""Italian, as it is said to Alexa. Data only.

Sources: ASK "Standard Built-in Intents" and "Understand How Users Invoke Custom Skills", Italian.
"""

from simulator.language.phrasebook import Phrasebook

_OPENING = (
    "apri", "avvia", "lancia", "inizia", "comincia", "carica", "usa", "utilizza", "attiva", "esegui",
    "fai partire", "parla con", "gioca a", "vai su", "vai a",
)  # fmt: skip
_ASKING = ("chiedi a", "domanda a", "di' a", "dì a", "di a", "chiedi")

ITALIAN = Phrasebook(
    built_in={
        "AMAZON.YesIntent": (
            "sì", "si", "sì grazie", "sì per favore", "certo", "certamente", "okay", "ok", "va bene",
            "d'accordo", "esatto", "giusto", "corretto", "assolutamente", "assolutamente sì", "ovviamente",
            "naturalmente", "volentieri", "perfetto", "fallo", "procedi", "vai", "come no", "perché no",
            "confermo", "conferma",
        ),
        "AMAZON.NoIntent": (
            "no", "no grazie", "nope", "non ora", "non adesso", "non oggi", "assolutamente no", "certo che no",
            "per niente", "non voglio", "sbagliato", "è sbagliato", "meglio di no", "preferisco di no",
            "non farlo", "non ancora", "oggi no", "adesso no", "ora no", "magari più tardi", "forse più tardi",
        ),
        "AMAZON.StopIntent": (
            "stop", "fermati", "ferma", "basta", "basta così", "smettila", "zitta", "silenzio", "ho finito",
            "finito", "fine", "è tutto", "arrivederci", "ciao", "spegniti",
        ),
        "AMAZON.CancelIntent": (
            "annulla", "annullare", "annullalo", "cancella", "lascia perdere", "lascia stare", "non importa",
            "dimenticalo", "fa niente",
        ),
        "AMAZON.HelpIntent": (
            "aiuto", "aiutami", "ho bisogno di aiuto", "ho bisogno d'aiuto", "mi puoi aiutare", "puoi aiutarmi",
            "cosa posso dire", "cosa posso fare", "che cosa posso dire", "cosa puoi fare", "come funziona",
        ),
        "AMAZON.RepeatIntent": (
            "ripeti", "ripetere", "ripetilo", "ripeti per favore", "puoi ripetere", "dillo ancora",
            "dillo di nuovo", "ancora", "ancora una volta", "un'altra volta", "di nuovo", "cosa hai detto",
            "come hai detto", "come", "scusa", "non ho capito", "non ho sentito",
        ),
        "AMAZON.MoreIntent": (
            "di più", "ancora di più", "altro", "altri", "dimmi di più", "mostra altro", "mostrami altro",
            "cos'altro", "che altro", "che altro c'è", "qualcos'altro", "continua l'elenco",
        ),
        "AMAZON.StartOverIntent": (
            "ricomincia", "ricominciare", "ricominciamo", "ricomincia da capo", "da capo", "riavvia",
            "dall'inizio", "riparti dall'inizio", "inizia da capo",
        ),
        "AMAZON.NavigateHomeIntent": (
            "home", "vai alla home", "torna alla home", "schermata iniziale", "vai alla schermata iniziale",
            "pagina iniziale", "menu principale",
        ),
        "AMAZON.NextIntent": (
            "successivo", "successiva", "prossimo", "prossima", "il prossimo", "la prossima", "avanti", "salta",
        ),
        "AMAZON.PreviousIntent": ("precedente", "indietro", "torna indietro", "il precedente"),
        "AMAZON.PauseIntent": ("pausa", "metti in pausa", "aspetta"),
        "AMAZON.ResumeIntent": ("riprendi", "continua", "prosegui", "vai avanti"),
    },
    launch=(*(f"{verb} {{name}}" for verb in (*_OPENING, *_ASKING)), "{name}"),
    one_shot=(
        *(f"{verb} {{name}} {word} {{wish}}" for verb in _ASKING for word in ("di", "che", "se", "per", "a", "e")),
        *(
            f"{verb} {{name}} {word} {{wish}}"
            for verb in _OPENING
            for word in ("e chiedi", "e di'", "ed", "e", "per")
        ),
        *(f"{verb} {{name}} {{wish}}" for verb in (*_ASKING, *_OPENING)),
        *(
            f"{{wish}} {word} {{name}}"
            for word in ("tramite", "usando", "con", "da", "su", "in", "attraverso", "di", "a")
        ),
        "{name} {wish}",
    ),
    leave=("esci", "uscire", "chiudi la skill", "exit"),
    apology="Mi dispiace, c'è stato un problema con la skill che hai chiesto.",
    articles=(
        "un", "uno", "una", "un'", "il", "lo", "la", "l'", "i", "gli", "le", "del", "dello", "della", "dell'",
        "dei", "degli", "delle", "mio", "mia", "il mio", "la mia", "i miei", "le mie", "alcuni", "alcune",
        "questo", "questa", "un altro", "un'altra",
    ),
    endings=("i", "e", "o", "a"),
    before=("ehm", "uhm", "beh", "allora", "okay", "ok", "bene", "ciao", "e", "per favore", "dunque", "senti"),
    after=("per favore", "per piacere", "grazie", "ora", "adesso", "allora", "alexa"),
    courtesies=(
        "puoi", "potresti", "mi puoi", "mi potresti", "posso", "potrei", "voglio", "vorrei", "mi piacerebbe",
        "ho bisogno di", "mi serve", "mi servono", "dammi", "sì",
    ),
    linking=(
        "di", "per", "a", "in", "con", "avere", "comprare", "ordinare", "prendere", "prendo", "compra", "io",
        "me", "mi", "noi", "ci", "tu", "voglio", "vorrei", "ne",
    ),
    denying=("non", "no", "mai", "niente", "nessun", "nessuno", "nessuna"),
    turning=(
        "rimanda", "indietro", "annulla", "annullare", "cancella", "cancellare", "restituisci", "restituire",
        "rimborsa", "rimborso", "rimuovi", "rimuovere", "togli", "togliere", "elimina", "eliminare", "disdici",
        "disdire", "dimentica", "cambia", "cambiare", "meno", "virgola", "mezzo", "mezza", "non", "no", "mai",
        "senza", "niente", "nulla", "tranne", "invece", "come", "quanto", "quanta", "quanti", "quante", "perché",
        "chi", "quando", "dove", "quale", "quali", "è", "sono",
    ),
    numbers={
        "un": 1, "una": 1, "un'": 1, "un paio": 2, "un paio di": 2, "una coppia di": 2, "dozzina": 12,
        "una dozzina": 12, "una dozzina di": 12, "mezza dozzina": 6, "mezza dozzina di": 6, "una decina": 10,
        "una decina di": 10, "un milione": 1000000,
    },
    counters=("altri", "altre", "volte", "di"),
    thousands=("mil",),
    spellings=((r"uno$", "un"), (r"uno$", "una"), (r"cento(?=.)", "cento e "), (r"^cento", "cento ")),
    twice=("doppio",),
)  # fmt: skip
