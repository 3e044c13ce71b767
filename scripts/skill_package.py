"""Write the models of the skill package: what customers say, plus what the shop sells.

`interaction_models/<locale>.json` holds no product and `catalogue.toml` no sentence; a merchant edits one of the
two and runs this. The rest of `skill-package/` (manifest, icons) is kept by hand.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from scripts.model_checks import check_model
from scripts.product_names import UnfitError, merge, read_products

ROOT = Path(__file__).resolve().parents[1]
SOURCES = Path("interaction_models")
CATALOGUE = Path("lambda/voicetill/data/catalogue.toml")
PACKAGE = Path("skill-package/interactionModels/custom")


def build(root: Path) -> dict[Path, str]:
    """Return the text of each file that belongs into the package, by its path below the root."""
    products = _read(root / CATALOGUE, read_products)
    texts, faults = {}, []
    for source in sorted((root / SOURCES).glob("*.json")):
        try:
            merged = merge(_read(source, json.loads), products, locale=source.stem)
        except UnfitError as unfit:
            faults += [f"{SOURCES / source.name}: {fault}" for fault in unfit.faults]
            continue
        # Named after the source, because that is the file to mend.
        faults += map(str, check_model(merged, locale=source.stem, file=str(SOURCES / source.name)))
        texts[PACKAGE / source.name] = json.dumps(merged, ensure_ascii=False, indent=2) + "\n"
    if faults:
        raise UnfitError(faults)
    return texts


def _read(file: Path, parse: Callable[[str], Any]) -> Any:  # noqa: ANN401 - checked by those who use it
    try:
        return parse(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise UnfitError([f"{file.name} cannot be read: {fault}"]) from fault


def stale(root: Path, texts: Mapping[Path, str]) -> list[Path]:
    """Return the package's files that are missing, differ, or have lost their source."""
    differing = [path for path, text in texts.items() if _content(root / path) != text.encode()]
    present = [(PACKAGE / file.name) for file in sorted((root / PACKAGE).glob("*.json"))]
    return differing + [path for path in present if path not in texts]


def write(root: Path, texts: Mapping[Path, str]) -> list[Path]:
    """Bring the package up to date and return the files that changed."""
    changed = stale(root, texts)
    for path in changed:
        if path in texts:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(texts[path].encode())
        else:
            (root / path).unlink()
    return changed


def main(arguments: Sequence[str] | None = None, *, root: Path = ROOT) -> int:
    """Run the command and return its exit code: 0 done, 1 stale or unfit."""
    parser = argparse.ArgumentParser(prog="python -m scripts.skill_package", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; name each stale file")
    check_only = parser.parse_args(arguments).check
    try:
        texts = build(root)
    except UnfitError as unfit:
        print(*unfit.faults, sep="\n", file=sys.stderr)
        return 1
    if check_only:
        found = stale(root, texts)
        for path in found:
            print(f"{path} is stale: run `make skill-package`", file=sys.stderr)
        return 1 if found else 0
    for path in write(root, texts):
        print(f"{path} {'written' if path in texts else 'removed: it has no source'}")
    return 0


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


if __name__ == "__main__":
    sys.exit(main())
