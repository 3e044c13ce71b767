"""French, as it is said to Alexa. Data only.

Sources: ASK "Standard Built-in Intents" and "Understand How Users Invoke Custom Skills", French.
"""

from simulator.language.phrasebook import Phrasebook

_OPENING = (
    "ouvre", "lance", "démarre", "commence", "débute", "charge", "utilise", "active", "exécute", "parle à",
    "parle avec", "joue à", "va sur", "ouvrir", "lancer", "démarrer",
)  # fmt: skip
_ASKING = ("demande à", "demander à", "dis à", "dire à", "interroge")

FRENCH = Phrasebook(
    built_in={
        "AMAZON.YesIntent": (
            "oui", "ouais", "ouai", "oui s'il te plaît", "oui s'il vous plaît", "oui merci", "d'accord", "ok",
            "okay", "bien sûr", "certainement", "absolument", "exactement", "exact", "c'est ça", "c'est bon",
            "c'est exact", "tout à fait", "vas-y", "allez-y", "volontiers", "avec plaisir", "parfait",
            "pourquoi pas", "entendu", "je confirme", "correct",
        ),
        "AMAZON.NoIntent": (
            "non", "non merci", "nan", "pas maintenant", "pas aujourd'hui", "surtout pas", "pas du tout",
            "certainement pas", "c'est faux", "ce n'est pas ça", "bien sûr que non", "je ne veux pas",
            "plutôt pas", "jamais", "pas encore", "peut-être plus tard", "une autre fois",
        ),
        "AMAZON.StopIntent": (
            "stop", "arrête", "arrêter", "arrête-toi", "arrête ça", "tais-toi", "silence", "c'est tout",
            "ce sera tout", "j'ai fini", "j'ai terminé", "terminé", "fin", "au revoir", "ça suffit",
        ),
        "AMAZON.CancelIntent": (
            "annule", "annuler", "annule ça", "annulation", "laisse tomber", "laisse", "oublie", "oublie ça",
            "peu importe", "tant pis",
        ),
        "AMAZON.HelpIntent": (
            "aide", "aide-moi", "à l'aide", "aidez-moi", "j'ai besoin d'aide", "peux-tu m'aider",
            "tu peux m'aider", "que puis-je dire", "que puis-je faire", "qu'est-ce que je peux dire",
            "qu'est-ce que je peux faire", "comment ça marche", "que peux-tu faire",
        ),
        "AMAZON.RepeatIntent": (
            "répète", "répéter", "répète ça", "répète s'il te plaît", "redis", "redis ça", "redis-le", "encore",
            "encore une fois", "peux-tu répéter", "tu peux répéter", "qu'as-tu dit", "qu'est-ce que tu as dit",
            "pardon", "comment", "je n'ai pas compris", "je n'ai pas entendu",
        ),
        "AMAZON.MoreIntent": (
            "plus", "davantage", "en savoir plus", "dis-m'en plus", "montre-m'en plus", "quoi d'autre",
            "autre chose", "encore plus", "la suite", "qu'y a-t-il d'autre", "plus de choix",
        ),
        "AMAZON.StartOverIntent": (
            "recommence", "recommencer", "redémarre", "redémarrer", "depuis le début",
            "recommence depuis le début", "reprends depuis le début", "reprendre depuis le début",
            "repartir de zéro",
        ),
        "AMAZON.NavigateHomeIntent": (
            "accueil", "va à l'accueil", "retour à l'accueil", "écran d'accueil", "va à l'écran d'accueil",
            "page d'accueil", "retourne à l'accueil", "menu principal",
        ),
        "AMAZON.NextIntent": ("suivant", "suivante", "le suivant", "la suivante", "passe", "au suivant"),
        "AMAZON.PreviousIntent": ("précédent", "précédente", "le précédent", "retour", "reviens en arrière"),
        "AMAZON.PauseIntent": ("pause", "mets en pause", "attends"),
        "AMAZON.ResumeIntent": ("reprends", "reprendre", "continue", "continuer"),
    },
    launch=(*(f"{verb} {{name}}" for verb in (*_OPENING, *_ASKING)), "{name}"),
    one_shot=(
        *(
            f"{verb} {{name}} {word} {{wish}}"
            for verb in _ASKING
            for word in ("de", "d'", "que", "si", "pour", "à", "et")
        ),
        *(
            f"{verb} {{name}} {word} {{wish}}"
            for verb in _OPENING
            for word in ("et demande", "et dis", "et", "pour", "de")
        ),
        *(f"{verb} {{name}} {{wish}}" for verb in (*_ASKING, *_OPENING)),
        *(
            f"{{wish}} {word} {{name}}"
            for word in (
                "en utilisant", "à l'aide de", "auprès de", "avec", "sur", "chez", "dans", "depuis", "par",
                "via", "de", "à",
            )
        ),
        "{name} {wish}",
    ),
    leave=("quitte", "quitter", "sortir", "ferme la skill", "exit"),
    apology="Désolée, il y a eu un problème avec la skill que tu as demandée.",
    articles=(
        "un", "une", "des", "le", "la", "les", "l'", "du", "de la", "de l'", "de", "d'", "mon", "ma", "mes",
        "ton", "ta", "tes", "votre", "vos", "ce", "cette", "un autre", "une autre", "au", "aux",
    ),
    endings=("s", "x", "es", "e"),
    before=(
        "euh", "hum", "ben", "bah", "bon", "alors", "okay", "ok", "bonjour", "salut", "et", "s'il te plaît",
        "s'il vous plaît", "donc",
    ),
    after=("s'il te plaît", "s'il vous plaît", "svp", "stp", "merci", "maintenant", "alors", "alexa"),
    courtesies=(
        "peux-tu", "tu peux", "pourrais-tu", "tu pourrais", "pouvez-vous", "pourriez-vous", "est-ce que tu peux",
        "est-ce que je peux", "je peux", "je veux", "je voudrais", "j'aimerais", "je souhaite",
        "je souhaiterais", "j'ai besoin de", "il me faut", "oui", "allez",
    ),
    linking=(
        "pour", "à", "en", "avec", "avoir", "acheter", "commander", "prendre", "prends", "achète", "je", "j'",
        "moi", "me", "nous", "tu", "veux", "voudrais", "aimerais", "en", "ça",
    ),
    denying=("pas", "ne", "n'", "non", "jamais", "rien", "aucun", "aucune"),
    turning=(
        "renvoie", "renvoyer", "annule", "annuler", "rends", "rendre", "rembourse", "rembourser", "retire",
        "retirer", "supprime", "supprimer", "enlève", "enlever", "résilie", "résilier", "oublie", "change",
        "changer", "moins", "virgule", "demi", "demie", "pas", "ne", "n'", "non", "jamais", "sans", "rien",
        "sauf", "plutôt", "comment", "combien", "pourquoi", "qui", "quand", "où", "quel", "quelle", "quels",
        "quelles", "est",
    ),
    numbers={
        "une": 1, "une paire de": 2, "une paire": 2, "une douzaine": 12, "une douzaine de": 12, "douzaine": 12,
        "une demi-douzaine": 6, "une demi-douzaine de": 6, "une dizaine": 10, "une dizaine de": 10,
        "une centaine": 100, "un million": 1000000,
    },
    counters=("de plus", "autres", "fois", "de"),
    thousands=("mil",),
    spellings=(
        (r"un$", "une"), (r"soixante et onze", "septante et un"), (r"soixante[- ]dix", "septante"),
        (r"quatre[- ]vingts?[- ]dix", "nonante"), (r"mille", "mil"),
    ),
    twice=("double",),
)  # fmt: skip
