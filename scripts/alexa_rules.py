"""What Amazon asks of models and manifests and its schema does not say, as data.

Each table names its source; what differs by language is in `languages/`. The checks that use them are in
`model_checks`, `wording_checks` and `manifest_checks`.
"""

# Alexa Skills Kit, "Skill Manifest Schema", category enumeration (the schema itself says only: a text).
CATEGORIES = frozenset(
    {
        "ALARMS_AND_CLOCKS",
        "ASTROLOGY",
        "BUSINESS_AND_FINANCE",
        "CALCULATORS",
        "CALENDARS_AND_REMINDERS",
        "CHILDRENS_EDUCATION_AND_REFERENCE",
        "CHILDRENS_GAMES",
        "CHILDRENS_MUSIC_AND_AUDIO",
        "CHILDRENS_NOVELTY_AND_HUMOR",
        "COMMUNICATION",
        "CONNECTED_CAR",
        "COOKING_AND_RECIPE",
        "CURRENCY_GUIDES_AND_CONVERTERS",
        "DATING",
        "DELIVERY_AND_TAKEOUT",
        "DEVICE_TRACKING",
        "EDUCATION_AND_REFERENCE",
        "EVENT_FINDERS",
        "EXERCISE_AND_WORKOUT",
        "FASHION_AND_STYLE",
        "FLIGHT_FINDERS",
        "FRIENDS_AND_FAMILY",
        "GAME_INFO_AND_ACCESSORY",
        "GAMES",
        "HEALTH_AND_FITNESS",
        "HOTEL_FINDERS",
        "KNOWLEDGE_AND_TRIVIA",
        "MOVIE_AND_TV_KNOWLEDGE_AND_TRIVIA",
        "MOVIE_INFO_AND_REVIEWS",
        "MOVIE_SHOWTIMES",
        "MUSIC_AND_AUDIO_ACCESSORIES",
        "MUSIC_AND_AUDIO_KNOWLEDGE_AND_TRIVIA",
        "MUSIC_INFO_REVIEWS_AND_RECOGNITION_SERVICE",
        "NAVIGATION_AND_TRIP_PLANNER",
        "NEWS",
        "NOVELTY",
        "ORGANIZERS_AND_ASSISTANTS",
        "PETS_AND_ANIMAL",
        "PODCAST",
        "PUBLIC_TRANSPORTATION",
        "RELIGION_AND_SPIRITUALITY",
        "RESTAURANT_BOOKING_INFO_AND_REVIEW",
        "SCHOOLS",
        "SCORE_KEEPING",
        "SELF_IMPROVEMENT",
        "SHOPPING",
        "SMART_HOME",
        "SOCIAL_NETWORKING",
        "SPORTS_GAMES",
        "SPORTS_NEWS",
        "STREAMING_SERVICE",
        "TAXI_AND_RIDESHARING",
        "TO_DO_LISTS_AND_NOTES",
        "TRANSLATORS",
        "TV_GUIDES",
        "UNIT_CONVERTERS",
        "WEATHER",
        "WINE_AND_BEVERAGE",
        "ZIP_CODE_LOOKUP",
    }
)

# Amazon Pay for Alexa, certification: the store description contains this sentence, word for word, in the
# language of its locale.
MANDATED_SENTENCES = {
    "de": (
        "Dieser Skill verwendet Amazon Pay, um Ihre Zahlungen zu verarbeiten. Zum Schutz vor "
        "unerwünschten Bestellungen, können Sie in der Alexa App unter Einstellungen einen vierstelligen"
        " Sprachcode vergeben."
    ),
    "en": (
        "This skill uses Amazon Pay to process your payments. To help protect against unwanted ordering,"
        " you can enable a four-digit voice code under Settings in the Alexa app."
    ),
    "es": (
        "Esta Skill utiliza Amazon Pay para procesar tus pagos. Para evitar pedidos no deseados, puedes "
        "activar un código de voz de cuatro dígitos en Configuración en la aplicación de Alexa."
    ),
    "fr": (
        "Cette Skill utilise Amazon Pay pour traiter vos paiements. Pour vous protéger des commandes non"
        " souhaitées, vous pouvez activer un code vocal à quatre chiffres sous Paramètres dans "
        "l'application Alexa."
    ),
    "it": (
        "Questa Skill usa Amazon Pay per elaborare i tuoi pagamenti. Per evitare ordini indesiderati, è "
        "possibile abilitare un codice vocale di quattro cifre accedendo alla sezione Impostazioni "
        "dell'app Alexa."
    ),
    "ja": (
        "このスキルは、Amazon Payを使用して支払いを処理します。"
        "意図しないご注文を避けるために、Alexaアプリの「設定」から4桁の確認コードを設定することができます。"
    ),
}

# What the mandated sentences call the voice code.
VOICE_CODE_WORDS = {
    "de": "Sprachcode",
    "en": "voice code",
    "es": "código de voz",
    "fr": "code vocal",
    "it": "codice vocale",
    "ja": "確認コード",
}

# Alexa Skills Kit, "Security Requirements for Alexa Skills", and Amazon Pay, "Certify a Skill with Amazon Pay":
# from this price on, alone or on average, goods need a voice code option. The pages say 100 US dollars; the other
# amounts are of the same size.
VOICE_CODE_FROM = {"EUR": 100, "GBP": 100, "JPY": 10_000, "USD": 100}

# Amazon Pay for Alexa: without this permission the skill cannot ask for the consent to pay.
PAY_PERMISSION = "payments:autopay_consent"

# Request Customer Contact Information: without this permission the skill cannot ask where a confirmation goes.
EMAIL_PERMISSION = "alexa::profile:email:read"

# Alexa Skills Kit, "Standard Built-in Intents". Other names with the prefix are typing errors.
BUILT_IN_INTENTS = frozenset(
    f"AMAZON.{name}Intent"
    for name in (
        "Cancel",
        "Fallback",
        "Help",
        "LoopOff",
        "LoopOn",
        "More",
        "NavigateHome",
        "NavigateSettings",
        "Next",
        "No",
        "PageDown",
        "PageUp",
        "Pause",
        "Previous",
        "Repeat",
        "Resume",
        "ScrollDown",
        "ScrollLeft",
        "ScrollRight",
        "ScrollUp",
        "Select",
        "ShuffleOff",
        "ShuffleOn",
        "StartOver",
        "Stop",
        "Yes",
    )
)

# What our own conversation answers. Alexa itself insists on Cancel, Help, NavigateHome and Stop.
REQUIRED_BUILT_INS = frozenset(
    f"AMAZON.{name}Intent"
    for name in (
        "Cancel",
        "Fallback",
        "Help",
        "More",
        "NavigateHome",
        "No",
        "Repeat",
        "StartOver",
        "Stop",
        "Yes",
    )
)

# Alexa Skills Kit, "Slot Type Reference": the built-in types of numbers, dates and free words. Add one of the
# list types (AMAZON.City and the like) here when a model uses it.
BUILT_IN_SLOT_TYPES = frozenset(
    f"AMAZON.{name}"
    for name in (
        "DATE",
        "DURATION",
        "FOUR_DIGIT_NUMBER",
        "NUMBER",
        "Ordinal",
        "PhoneNumber",
        "SearchQuery",
        "TIME",
    )
)

# Alexa Skills Kit, "Choose the Invocation Name for a Custom Skill". Which words it forbids, each language has in
# `languages/`.
INVOCATION_NAME_LENGTHS = range(2, 51)

# "Skill Manifest Schema": icons are PNG files of these widths and heights.
ICON_SIZES = {"smallIconUri": 108, "largeIconUri": 512}

# Alexa Skills Kit, "Host a Custom Skill as an AWS Lambda Function": Alexa calls functions in these AWS regions
# only, and each of her own regions (Skill Manifest Schema, `apis.custom.regions`) has its nearest.
LAMBDA_REGIONS = {
    "NA": frozenset({"us-east-1"}),
    "EU": frozenset({"eu-west-1"}),
    "FE": frozenset({"us-west-2", "ap-northeast-1"}),
}

# "Host a Custom Skill as an AWS Lambda Function": which of Alexa's regions a locale's customers are served from.
# Countries that are not listed are served from Europe.
REGION_OF_COUNTRY = {"AU": "FE", "BR": "NA", "CA": "NA", "JP": "FE", "MX": "NA", "US": "NA"}
