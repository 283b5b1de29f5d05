#!/usr/bin/env python3
"""Fetch the icons that the badge designer offers: one SVG file each, unchanged, from npm `lucide-static` (ISC).

    python3 scripts/print-icons.py

To offer another icon, add its Lucide name here and in crates/print/src/designer/icon.rs. Never rename one: designs are stored by name.
"""
import base64
import hashlib
import io
import pathlib
import subprocess
import tarfile
import tempfile

OUT = pathlib.Path(__file__).resolve().parent.parent / "crates/print/data/icons"
SPEC = "lucide-static@1.62.0"
INTEGRITY = "sha512-WBZA/m2PvkFpMGHDtsBck5P2A9G4ehLlYu4GwwICcmEm1BvYVgj00lCDxKRWLlbMlOibLaiwdQ88G5pHkSWgwA=="
NAMES = """
lightbulb brain book-open graduation-cap school presentation languages message-circle users handshake hand-heart baby accessibility
heart-pulse stethoscope pill dna microscope flask-conical atom telescope calculator chart-line database code cpu shield-check globe
compass rocket leaf sprout tractor recycle sun zap wrench hammer hard-hat truck ship chef-hat scissors scale landmark briefcase coins
megaphone palette music camera theater film puzzle target trophy mountain paw-print
""".split()

with tempfile.TemporaryDirectory() as folder:
    into = pathlib.Path(folder)
    archive = (into / subprocess.run(["npm", "pack", "--silent", SPEC], cwd=into, check=True, capture_output=True, text=True).stdout.strip()).read_bytes()
found = "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode()
if found != INTEGRITY:
    raise SystemExit(f"{SPEC}: the archive is {found}, expected {INTEGRITY}")
OUT.mkdir(parents=True, exist_ok=True)
with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
    for name in NAMES:
        (OUT / f"{name}.svg").write_bytes(tar.extractfile(f"package/icons/{name}.svg").read())
    (OUT / "LICENSE").write_bytes(tar.extractfile("package/LICENSE").read())
together = hashlib.sha256(b"".join(hashlib.sha256((OUT / f"{n}.svg").read_bytes()).digest() for n in sorted(NAMES))).hexdigest()
print(f"{len(NAMES)} icons, sha256 over their digests in order of name: {together}")
