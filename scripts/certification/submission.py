"""What is submitted: the skill package, the shop's files, and how the function is deployed.

Everything is read as well as it can be, so that one faulty file leaves something to say about the others.
"""

import json
import tomllib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

import yaml

from scripts.documents import JsonObject
from scripts.manifest_checks import Package
from scripts.skill_package import PACKAGE
from simulator.cloud.shop import CHOSEN
from simulator.cloud.template import Template, TemplateNotUnderstood, read_template
from voicetill.alexa.speech import Speech, load_speech
from voicetill.domain.errors import FaultyDataError
from voicetill.domain.markets import Market
from voicetill.domain.products import Product
from voicetill.services.ports import Ledger
from voicetill.settings.skill import read_settings
from voicetill.stores.catalogue import CatalogueFile, read_catalogue
from voicetill.stores.markets import MarketFile, read_markets
from voicetill.wiring.starting import CannotStartError
from voicetill.wiring.till import open_till

MANIFEST = Path("skill-package/skill.json")
TEMPLATE = Path("template.yaml")
DEPLOYMENTS = Path("samconfig.toml")
DATA = Path("lambda/voicetill/data")

Content = TypeVar("Content")


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """Everything that a reviewer is given.

    `files` holds the texts below `data`, by their names there; `deployments` the sets of `samconfig.toml`.
    `faults` tells what could not be read, `faults_at_start` what keeps the skill from starting with these files.
    """

    root: Path
    package: Package
    files: Mapping[str, str]
    markets: MarketFile
    catalogue: CatalogueFile
    speeches: Mapping[str, Speech]
    template: Template | None
    deployments: JsonObject
    faults: Sequence[str]
    faults_at_start: Sequence[str]

    @property
    def locales(self) -> list[str]:
        """The locales that have a page in the store."""
        return [locale for locale, _ in self.package.pages]

    def offers_in(self, locale: str, market: Market) -> list[Product]:
        """What can be bought in a locale now."""
        products = self.catalogue.products.values()
        return [product for product in products if market.sells(product, locale=locale) and not product.sold_out]


def read_submission(root: Path) -> Submission:
    """Read everything below the root."""
    faults: list[str] = []
    reader = _Reader(root, faults)
    files = {file.relative_to(root / DATA).as_posix(): reader.text(file) for file in (root / DATA).rglob("*.toml")}
    models = {file.stem: reader.json(file) for file in sorted((root / PACKAGE).glob("*.json"))}
    manifest = reader.json(root / MANIFEST)
    markets = read_markets(files.get("markets.toml", ""), [])
    return Submission(
        root=root,
        package=Package(folder=(root / MANIFEST).parent, manifest=manifest, models=models),
        files=files,
        markets=markets,
        catalogue=read_catalogue(markets.markets, files.get("catalogue.toml", ""), []),
        speeches=_speeches(files, markets),
        template=reader.template(root / TEMPLATE),
        deployments=reader.toml(root / DEPLOYMENTS),
        faults=faults,
        faults_at_start=_faults_at_start(files),
    )


def _speeches(files: Mapping[str, str], markets: MarketFile) -> dict[str, Speech]:
    speeches = {}
    for locale in markets.locales:
        with suppress(FaultyDataError):
            speeches[locale] = load_speech(locale, files.get(f"speech/{locale}.toml", ""))
    return speeches


def _faults_at_start(files: Mapping[str, str]) -> list[str]:
    """What the skill says against these files when it is opened; it remembers nothing here."""
    try:
        open_till(read_settings(CHOSEN | {"TABLE_NAME": "table"}), files=files, ledger=cast(Ledger, object()))
    except CannotStartError as error:
        return [line.removeprefix("- ") for line in str(error).splitlines()[1:]]
    return []


class _Reader:
    """Reads files, and notes those that it cannot read."""

    def __init__(self, root: Path, faults: list[str]) -> None:
        self._root = root
        self._faults = faults

    def text(self, file: Path) -> str:
        return self._read(file, lambda: file.read_text(encoding="utf-8"), "")

    def json(self, file: Path) -> JsonObject:
        content: object = self._read(file, lambda: json.loads(file.read_text(encoding="utf-8")), {})
        return content if isinstance(content, dict) else {}

    def toml(self, file: Path) -> JsonObject:
        return self._read(file, lambda: tomllib.loads(file.read_text(encoding="utf-8")), {})

    def template(self, file: Path) -> Template | None:
        return self._read(file, lambda: read_template(file), None)

    def _read(self, file: Path, read: Callable[[], Content], otherwise: Content) -> Content:
        try:
            return read()
        except (OSError, ValueError, yaml.YAMLError, TemplateNotUnderstood) as fault:
            self._faults.append(f"{file.relative_to(self._root)} cannot be read: {fault}")
            return otherwise
