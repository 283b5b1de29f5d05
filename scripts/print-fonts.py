#!/usr/bin/env python3
"""Make the static fonts that the crate `print` draws with.

Takes two OFL variable fonts from npm, checks that the packages are the ones we know, fixes the weight, joins the Latin and
Latin Extended-A subsets, and writes crates/print/data/fonts. Same input, same bytes: the files are committed, so this only runs
again for a new weight, more letters or a newer release.

    python3 -m venv V && V/bin/pip install 'fonttools[woff]==4.68.0' && V/bin/python scripts/print-fonts.py
"""
import base64
import hashlib
import io
import pathlib
import subprocess
import tarfile
import tempfile

from fontTools import merge, subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

OUT = pathlib.Path(__file__).resolve().parent.parent / "crates/print/data/fonts"

# Basic Latin, Latin-1, Latin Extended-A, the Romanian comma letters, capital sharp s, and the punctuation of running text.
LETTERS = [*range(0x20, 0x7F), *range(0xA0, 0x180), 0x218, 0x219, 0x21A, 0x21B, 0x1E9E, *range(0x300, 0x30D), 0x326, 0x327, 0x328,
           *range(0x2010, 0x2016), *range(0x2018, 0x201F), 0x2020, 0x2022, 0x2026, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A,
           0x2044, 0x20AC, 0x2116, 0x2122, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265]

PACKAGES = {
    "bricolage-grotesque": (
        "@fontsource-variable/bricolage-grotesque@5.3.0",
        "sha512-TLi9Q4hJjS2UvoTMRSS2nHu6c4R56lAw60NR9QYtVRCHn0XtsFpiEhNffZ8Glsoxu6wEEwLKBP8lb94J52PNBA==",
    ),
    "atkinson-hyperlegible-next": (
        "@fontsource-variable/atkinson-hyperlegible-next@5.3.0",
        "sha512-UnLzNUy1RWoLDfydAatP4NaRm99X/WbQEph7q/PymJnCFIOOwKOx3pBmp5ys8trO0dM+CKGuJgeZP9fAR4mQpA==",
    ),
}

# (package, family written into the file, weight, style name). The family differs per weight on purpose: a renderer that picks by
# family then needs no weight matching.
FACES = [
    ("bricolage-grotesque", "Bricolage Grotesque", 700, "Bold"),
    ("atkinson-hyperlegible-next", "Atkinson Hyperlegible Next", 400, "Regular"),
    ("atkinson-hyperlegible-next", "Atkinson Hyperlegible Next", 700, "Bold"),
]


def package(spec: str, integrity: str, into: pathlib.Path) -> dict[str, bytes]:
    """The files of an npm package, after comparing the archive with the digest the registry published."""
    name = subprocess.run(["npm", "pack", "--silent", spec], cwd=into, check=True, capture_output=True, text=True).stdout.strip()
    archive = (into / name).read_bytes()
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode()
    if found != integrity:
        raise SystemExit(f"{spec}: the archive is {found}, expected {integrity}")
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        return {m.name.removeprefix("package/"): tar.extractfile(m).read() for m in tar.getmembers() if m.isfile()}


def instance(woff2: bytes, weight: int, into: pathlib.Path) -> str:
    font = TTFont(io.BytesIO(woff2), recalcTimestamp=False)
    font = instancer.instantiateVariableFont(font, {"wght": weight}, inplace=False, static=True, overlap=instancer.OverlapMode.KEEP_AND_SET_FLAGS)
    font.flavor = None
    # GSUB of these subsets holds fractions and local forms for letters we don't carry; shaping works without them.
    for table in ("STAT", "GSUB", "prep", "gasp", "DSIG"):
        if table in font:
            del font[table]
    path = into / f"{hashlib.sha256(woff2).hexdigest()}-{weight}.ttf"
    font.save(path)
    return str(path)


def face(files: dict[str, bytes], name: str, family: str, weight: int, style: str, into: pathlib.Path) -> bytes:
    parts = [instance(files[f"files/{name}-{part}-wght-normal.woff2"], weight, into) for part in ("latin", "latin-ext")]
    font = merge.Merger(merge.Options(drop_tables=["MATH"])).merge(parts)

    options = subset.Options(layout_features=["kern", "mark", "mkmk"], name_IDs=[0, 1, 2, 4, 6, 13, 14], hinting=False, notdef_outline=True)
    options.recalc_timestamp = False
    cut = subset.Subsetter(options)
    cut.populate(unicodes=LETTERS)
    cut.subset(font)

    copyright_line = font["name"].getDebugName(0)
    font["name"].names = []
    postscript = f"{family.replace(' ', '')}-{style}"
    texts = {0: copyright_line, 1: family, 2: style, 4: f"{family} {style}", 6: postscript,
             13: "This Font Software is licensed under the SIL Open Font License, Version 1.1.", 14: "https://openfontlicense.org"}
    for key, text in texts.items():
        font["name"].setName(text, key, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0b110_0001) | (0x20 if style == "Bold" else 0x40)
    font["head"].macStyle = 1 if style == "Bold" else 0
    font["head"].created = font["head"].modified = 3_849_984_000  # fixed, so that the same input gives the same bytes
    out = io.BytesIO()
    font.recalcTimestamp = False
    font.save(out)
    return out.getvalue()


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        into = pathlib.Path(folder)
        files = {name: package(*PACKAGES[name], into) for name in PACKAGES}
        for name, family, weight, style in FACES:
            ttf = face(files[name], name, family, weight, style, into)
            target = OUT / f"{name}-{weight}.ttf"
            target.write_bytes(ttf)
            print(f"{target.name}  {len(ttf)} bytes  sha256 {hashlib.sha256(ttf).hexdigest()}")
        for name in PACKAGES:
            (OUT / f"{name}-OFL.txt").write_bytes(files[name]["LICENSE"])


main()
