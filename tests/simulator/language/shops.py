"""One little shop in each language: a model with two things to buy, and what its customers say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator.language.interaction_model import InteractionModel, parse_model
from simulator.language.understanding import Understanding

BUILT_IN = (
    "Yes", "No", "Stop", "Cancel", "Help", "Repeat", "More", "StartOver", "NavigateHome", "Next", "Previous",
    "Pause", "Resume", "Fallback",
)  # fmt: skip


@dataclass(frozen=True)
class Shop:
    """What differs from language to language. The things are "green" and "kit"."""

    locale: str
    samples: tuple[str, ...]
    green: tuple[str, ...]
    kit: tuple[str, ...]
    said: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)

    @property
    def model(self) -> InteractionModel:
        """The shop's model, as a file would have it."""
        things = {"green": self.green, "kit": self.kit}
        values = [
            {"id": key, "name": {"value": names[0], "synonyms": [*names[1:]]}} for key, names in things.items()
        ]
        slots = [{"name": "product", "type": "THING"}, {"name": "quantity", "type": "AMAZON.NUMBER"}]
        intents: list[dict[str, Any]] = [{"name": "BuyIntent", "slots": slots, "samples": [*self.samples]}]
        intents += [{"name": f"AMAZON.{name}Intent", "samples": []} for name in BUILT_IN]
        language = {
            "invocationName": "tea corner",
            "intents": intents,
            "types": [{"name": "THING", "values": values}],
        }
        return parse_model({"interactionModel": {"languageModel": language}}, locale=self.locale)

    @property
    def understanding(self) -> Understanding:
        """What understands its customers."""
        return Understanding(self.model, skill_id="skill-1")


SHOPS = (
    Shop(
        "en-GB",
        ("{product}", "{quantity} {product}", "buy {product}", "buy {quantity} {product}", "I'd like {product}"),
        ("green tea", "sencha"),
        ("tea set", "starter kit"),
        {
            "green tea": ("green", None),
            "Two GREEN teas, please!": ("green", "2"),
            "could you buy me a hundred and five tea sets": ("kit", "105"),
            "I would like the starter kit": ("kit", None),
            "gren tea": ("green", None),
        },
    ),
    Shop(
        "de-DE",
        (
            "{product}",
            "{quantity} {product}",
            "kaufe {product}",
            "kaufe {quantity} {product}",
            "ich nehme {product}",
        ),
        ("grüner tee", "grünen tee"),
        ("teeset", "probierpaket"),
        {
            "Grünen Tee, bitte": ("green", None),
            "zwei Teesets": ("kit", "2"),
            "kaufe einundzwanzig Probierpakete": ("kit", "21"),
            "ich nehme das Teeset": ("kit", None),
            "könntest du bitte hundertfünf Teesets kaufen": ("kit", "105"),
            "gruener Tee": ("green", None),
        },
    ),
    Shop(
        "fr-FR",
        (
            "{product}",
            "{quantity} {product}",
            "achète {product}",
            "achète {quantity} {product}",
            "je prends l'{product}",
        ),
        ("thé vert",),
        ("abonnement", "coffret"),
        {
            "deux thés verts, s’il te plaît": ("green", "2"),
            "j'aimerais acheter soixante et onze coffrets": ("kit", "71"),
            "je prends l’abonnement": ("kit", None),
            "achète l'abonnement": ("kit", None),
            "the vert": ("green", None),
        },
    ),
    Shop(
        "it-IT",
        (
            "{product}",
            "{quantity} {product}",
            "compra {product}",
            "compra {quantity} {product}",
            "vorrei {product}",
        ),
        ("tè verde",),
        ("abbonamento", "cofanetto"),
        {
            "due tè verdi per favore": ("green", "2"),
            "compra ventuno cofanetti": ("kit", "21"),
            "vorrei l'abbonamento": ("kit", None),
            "potresti comprare tre tè verdi": ("green", "3"),
        },
    ),
    Shop(
        "es-ES",
        (
            "{product}",
            "{quantity} {product}",
            "compra {product}",
            "compra {quantity} {product}",
            "quiero {product}",
        ),
        ("té verde",),
        ("suscripción", "caja de prueba"),
        {
            "dos tés verdes, por favor": ("green", "2"),
            "compra veintiuna cajas de prueba": ("kit", "21"),
            "quiero la suscripción": ("kit", None),
            "me gustaría comprar tres tés verdes": ("green", "3"),
        },
    ),
    Shop(
        "ja-JP",
        ("{product}", "{product} を {quantity}", "{product}を{quantity}個ください", "{product} を 買いたい"),
        ("緑茶", "りょくちゃ"),
        ("スターターキット",),
        {
            "緑茶": ("green", None),
            "緑茶を二つください。": ("green", "2"),
            "ｽﾀｰﾀｰｷｯﾄを１０個ください": ("kit", "10"),
            "スターター キットを二十五個ください": ("kit", "25"),
            "緑茶を買いたいです": ("green", None),
            "えーと、緑茶をひとつお願いします": ("green", "1"),
        },
    ),
)
