#!/usr/bin/env python3
"""Makes the fonts of the web pages from the npm package that ships them.

    npm pack @fontsource-variable/atkinson-hyperlegible-next && tar xf *.tgz
    pip install fonttools brotli
    scripts/web-fonts.py package crates/web/assets/fonts

Two files come out: the Latin one that every page loads, and a small one with the
accented letters of Central and Eastern Europe and Turkey, which a browser fetches
only when a name on the page needs it (`unicode-range`).
"""

import hashlib
import json
import pathlib
import sys

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

BUDGET = 25_000

# What Dutch and English pages are set in: Basic Latin, Latin-1, and the marks that we use.
UNUSED = {0xA2, 0xA4, 0xA5, 0xA6, 0xA8, 0xAC, 0xAF, 0xB4, 0xB6, 0xB8, 0xB9, 0xBC, 0xBD, 0xBE}
LATIN = (
    [*range(0x20, 0x7F), *(c for c in range(0xA0, 0x100) if c not in UNUSED)]
    + [0x131, 0x132, 0x133, 0x152, 0x153]
    + [0x2013, 0x2014, 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E, 0x2022, 0x2026]
    + [0x2039, 0x203A, 0x20AC, 0x2122, 0x2192, 0x2212, 0x2248, 0x2264, 0x2265]
)
# Latin Extended-A, the Romanian letters, and the letters that Vietnamese and Azeri names add most.
EXTENDED = [*range(0x100, 0x180), 0x18F, 0x1A0, 0x1A1, 0x1AF, 0x1B0, *range(0x218, 0x21C), 0x259, 0x1E9E]


def subset(source: pathlib.Path, target: pathlib.Path, codepoints: list[int]) -> None:
    """Writes `source` cut down to `codepoints`, weights 400 to 800."""
    font = TTFont(source)
    options = Options()
    options.flavor = "woff2"
    options.hinting = False
    options.desubroutinize = True
    options.layout_features = ["kern", "locl", "tnum"]
    options.name_IDs = [0, 1, 2, 13, 14]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codepoints)
    subsetter.subset(font)
    # Limiting the axis comes second: the package's own subset left rows of dropped glyphs behind.
    font = instantiateVariableFont(font, {"wght": (400, 800)})
    font.flavor = "woff2"
    font.save(target)
    size = target.stat().st_size
    if size > BUDGET:
        sys.exit(f"{target}: {size} bytes, more than {BUDGET}")
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    print(f"{target.name}  {size} bytes  sha256 {digest}")


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    package, out = map(pathlib.Path, sys.argv[1:])
    manifest = json.loads((package / "package.json").read_text())
    print(manifest["name"], manifest["version"])
    stem = "files/atkinson-hyperlegible-next-{}-wght-normal.woff2"
    subset(package / stem.format("latin"), out / "insigne-text.woff2", LATIN)
    subset(package / stem.format("latin-ext"), out / "insigne-text-ext.woff2", EXTENDED)


if __name__ == "__main__":
    main()
