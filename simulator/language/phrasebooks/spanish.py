"""Spanish, as it is said to Alexa. Data only.

Sources: ASK "Standard Built-in Intents" and "Understand How Users Invoke Custom Skills", Spanish.
"""

from simulator.language.phrasebook import Phrasebook

_OPENING = (
    "abre", "inicia", "lanza", "empieza", "comienza", "carga", "usa", "utiliza", "activa", "ejecuta", "pon",
    "habla con", "ve a", "juega a", "arranca", "entra en",
)  # fmt: skip
_ASKING = ("pide a", "pídele a", "pregunta a", "pregúntale a", "di a", "dile a")

SPANISH = Phrasebook(
    built_in={
        "AMAZON.YesIntent": (
            "sí", "si", "sip", "sí por favor", "sí gracias", "claro", "claro que sí", "por supuesto", "vale",
            "okay", "ok", "de acuerdo", "correcto", "exacto", "eso es", "así es", "desde luego", "está bien",
            "perfecto", "adelante", "hazlo", "venga", "cómo no", "por qué no", "seguro", "confirmo",
            "confírmalo",
        ),
        "AMAZON.NoIntent": (
            "no", "no gracias", "nop", "qué va", "ahora no", "hoy no", "para nada", "de ninguna manera",
            "ni hablar", "claro que no", "mejor no", "no quiero", "incorrecto", "no es correcto", "eso no",
            "no lo hagas", "todavía no", "aún no", "quizás más tarde", "en otro momento",
        ),
        "AMAZON.StopIntent": (
            "para", "stop", "detente", "basta", "alto", "cállate", "silencio", "ya está", "eso es todo",
            "nada más", "he terminado", "he acabado", "termina", "terminar", "fin", "adiós", "hasta luego",
        ),
        "AMAZON.CancelIntent": (
            "cancela", "cancelar", "cancélalo", "cancela eso", "anula", "anular", "olvídalo", "déjalo",
            "no importa", "da igual",
        ),
        "AMAZON.HelpIntent": (
            "ayuda", "ayúdame", "necesito ayuda", "me puedes ayudar", "puedes ayudarme", "qué puedo decir",
            "qué puedo hacer", "qué puedes hacer", "cómo funciona", "cómo funciona esto",
        ),
        "AMAZON.RepeatIntent": (
            "repite", "repetir", "repítelo", "repite eso", "repite por favor", "puedes repetir",
            "puedes repetirlo", "otra vez", "una vez más", "dilo otra vez", "dilo de nuevo", "de nuevo",
            "qué has dicho", "qué dijiste", "cómo", "perdón", "no te he entendido", "no lo he oído",
        ),
        "AMAZON.MoreIntent": (
            "más", "dime más", "muestra más", "muéstrame más", "cuéntame más", "qué más", "qué más hay",
            "algo más", "otros", "hay más",
        ),
        "AMAZON.StartOverIntent": (
            "empieza de nuevo", "empezar de nuevo", "empieza otra vez", "empezar otra vez", "vuelve a empezar",
            "volver a empezar", "reinicia", "reiniciar", "desde el principio", "empieza desde el principio",
            "comienza de nuevo",
        ),
        "AMAZON.NavigateHomeIntent": (
            "inicio", "ve al inicio", "vuelve al inicio", "pantalla de inicio", "ve a la pantalla de inicio",
            "página de inicio", "menú principal",
        ),
        "AMAZON.NextIntent": ("siguiente", "el siguiente", "la siguiente", "próximo", "salta", "pasa"),
        "AMAZON.PreviousIntent": ("anterior", "el anterior", "la anterior", "atrás", "vuelve atrás"),
        "AMAZON.PauseIntent": ("pausa", "haz una pausa", "espera"),
        "AMAZON.ResumeIntent": ("reanuda", "continúa", "continuar", "sigue", "seguir"),
    },
    launch=(*(f"{verb} {{name}}" for verb in (*_OPENING, *_ASKING)), "{name}"),
    one_shot=(
        *(
            f"{verb} {{name}} {word} {{wish}}"
            for verb in _ASKING
            for word in ("que", "si", "por", "para", "sobre", "y")
        ),
        *(
            f"{verb} {{name}} {word} {{wish}}"
            for verb in _OPENING
            for word in ("y pide", "y pregunta", "y di", "y", "e", "para")
        ),
        *(f"{verb} {{name}} {{wish}}" for verb in (*_ASKING, *_OPENING)),
        *(
            f"{{wish}} {word} {{name}}"
            for word in ("a través de", "usando", "con", "desde", "de", "en", "por", "a")
        ),
        "{name} {wish}",
    ),
    leave=("salir", "salir de la skill", "cierra la skill", "exit"),
    apology="Lo siento, ha habido un problema con la skill que has pedido.",
    articles=(
        "un", "una", "unos", "unas", "el", "la", "los", "las", "lo", "del", "de la", "mi", "mis", "tu", "tus",
        "este", "esta", "otro", "otra", "algún", "alguna",
    ),
    endings=("s", "es", "a", "e", "o", "as", "os"),
    before=(
        "eh", "em", "este", "bueno", "pues", "okay", "ok", "vale", "hola", "oye", "y", "por favor", "entonces",
    ),
    after=("por favor", "gracias", "ahora", "ya", "entonces", "alexa"),
    courtesies=(
        "puedes", "podrías", "me puedes", "me podrías", "puedo", "podría", "quiero", "quisiera", "querría",
        "me gustaría", "necesito", "dame", "vamos a", "sí",
    ),
    linking=(
        "de", "para", "a", "en", "con", "tener", "comprar", "pedir", "compra", "yo", "me", "mí", "nosotros",
        "nos", "tú", "quiero", "quisiera", "gustaría",
    ),
    denying=("no", "nunca", "nada", "ningún", "ninguno", "ninguna"),
    turning=(
        "cancela", "cancelar", "anula", "anular", "devuelve", "devolver", "reembolsa", "reembolso", "quita",
        "quitar", "elimina", "eliminar", "borra", "borrar", "olvida", "cambia", "cambiar", "menos", "coma",
        "medio", "media", "no", "nunca", "sin", "nada", "excepto", "salvo", "cómo", "cuánto", "cuánta",
        "cuántos", "cuántas", "por qué", "quién", "cuándo", "dónde", "cuál", "cuáles", "qué", "es", "son",
    ),
    numbers={
        "un": 1, "una": 1, "un par": 2, "un par de": 2, "docena": 12, "una docena": 12, "una docena de": 12,
        "media docena": 6, "media docena de": 6, "una decena": 10, "una decena de": 10, "un millón": 1000000,
    },
    counters=("más", "unidades de", "veces", "de"),
    thousands=("mil",),
    spellings=(
        (r"uno$", "un"), (r"uno$", "una"), (r"cientos", "cientas"), (r"^cien$", "ciento"), (r"^mil", "un mil"),
    ),
    twice=("doble",),
)  # fmt: skip
