#!/usr/bin/env python3
"""Takes the icons of the web pages from the npm package `lucide-static`.

    npm pack lucide-static && tar xf *.tgz
    scripts/web-icons.py package crates/web/assets/icons

Each file becomes one line: the drawing, in `currentColor`, hidden from assistive
technology (the words beside it say the same). `brand.svg` is our own and stays.
"""

import json
import pathlib
import re
import sys

ICONS = """
activity archive archive-restore arrow-left arrow-right arrow-up-down award backpack badge-check ban bell
book-open briefcase building-2 calendar calendar-clock chart-column check chevron-down chevron-left
chevron-right chevron-up circle-alert circle-check circle-dashed circle-question-mark circle-stop circle-x
clipboard-paste clock copy download ellipsis external-link eye eye-off file-code file-spreadsheet file-text
file-up flag folder-tree git-branch globe graduation-cap handshake heart history hourglass house id-card image
inbox info key-round landmark languages layers layout-grid link list-checks list-filter lock lock-open log-in
log-out mail mail-open megaphone menu message-circle minus network package pause pencil play plus printer
qr-code refresh-cw rotate-ccw scroll-text search send server settings share-2 shield-alert shield-check
shield-question-mark shield-x tag trash-2 triangle-alert undo-2 upload user user-check user-plus user-x users
wrench x
""".split()

HEAD = (
    '<svg class="icon" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="20" height="20" fill="none"'
    ' stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">'
)


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    package, out = map(pathlib.Path, sys.argv[1:])
    manifest = json.loads((package / "package.json").read_text())
    for name in ICONS:
        source = (package / "icons" / f"{name}.svg").read_text()
        drawing = source.split(">", 2)[2] if source.startswith("<!--") else source.split(">", 1)[1]
        drawing = re.sub(r"\s+", " ", drawing.rsplit("</svg>", 1)[0]).replace("> <", "><").replace(" />", "/>").strip()
        (out / f"{name}.svg").write_text(f"{HEAD}{drawing}</svg>\n")
        if name == "circle-question-mark":
            # The bare mark, for places that draw their own circle.
            bare = re.sub(r"<circle[^>]*>", "", drawing)
            (out / "question.svg").write_text(f"{HEAD}{bare}</svg>\n")
    print(manifest["name"], manifest["version"], len(ICONS), "icons")


if __name__ == "__main__":
    main()
