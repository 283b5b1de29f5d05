"""Is the image baked as the specifications say (OB 2.0 and 3.0, "Baked Badges"), and do two bakers of others read the same from it?

The chunks are walked here, independent of any baker: CRCs, iTXt and not tEXt, not compressed, once; in SVG the namespace on <svg>,
the element right after it, JSON in CDATA. This says nothing about whether the credential inside is good: other peers do."""
import io
import pathlib
import struct
import sys
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'lib'))
from jobs import answer_jobs

from defusedxml import minidom
from openbadgeslib import baking
from openbadges_bakery import unbake

KEYWORD = {'ob2': b'openbadges', 'ob3': b'openbadgecredential'}
ELEMENT = {'ob2': ('openbadges:assertion', 'http://openbadges.org'), 'ob3': ('openbadges:credential', 'https://purl.imsglobal.org/ob/v3p0')}
SIGNATURE = b'\x89PNG\r\n\x1a\n'


def chunks(image):
    if image[:8] != SIGNATURE:
        raise ValueError('not a PNG')
    at = 8
    while at < len(image):
        length, kind = struct.unpack('>I4s', image[at:at + 8])
        data = image[at + 8:at + 8 + length]
        yield kind, data, struct.unpack('>I', image[at + 8 + length:at + 12 + length])[0]
        at += 12 + length


def from_png(image, version):
    """Per embedded credential the texts that stand for it, and what is wrong."""
    texts, why, last = [], [], None
    for kind, data, crc in chunks(image):
        last = kind
        if zlib.crc32(kind + data) & 0xffffffff != crc:
            why.append('wrong CRC in %s' % kind.decode('latin-1'))
        keyword, _, rest = data.partition(b'\0')
        if kind not in (b'iTXt', b'tEXt', b'zTXt') or keyword != KEYWORD[version]:
            continue
        if kind != b'iTXt':
            why.append('%s, must be iTXt' % kind.decode())
            texts.append([rest.decode('latin-1')])
            continue
        if rest[0] != 0:
            why.append('compressed')
        _language, _, rest = rest[2:].partition(b'\0')
        _translated, _, text = rest.partition(b'\0')
        texts.append([text.decode('utf-8')])
    if last != b'IEND':
        why.append('does not end with IEND')
    return texts, why


def from_svg(image, version):
    """The same; an element may carry the document, and in `verify` its address or token (either may be read)."""
    root = minidom.parseString(image).documentElement
    name, namespace = ELEMENT[version]
    texts, why = [], []
    if root.getAttribute('xmlns:openbadges') != namespace:
        why.append('xmlns:openbadges on <svg> is %r, must be %s' % (root.getAttribute('xmlns:openbadges'), namespace))
    for element in root.getElementsByTagName(name):
        if next(child for child in root.childNodes if child.nodeType == child.ELEMENT_NODE) is not element:
            why.append('not directly after <svg>')
        inside = [child for child in element.childNodes if child.nodeType in (child.TEXT_NODE, child.CDATA_SECTION_NODE) and child.data.strip()]
        if any(child.nodeType == child.TEXT_NODE for child in inside):
            why.append('JSON not in CDATA')
        text, verify = ''.join(child.data for child in inside).strip(), element.getAttribute('verify')
        texts.append([each for each in (text, verify) if each])
    return texts, why


def read_by_others(image, form, version):
    """What the bakers of others read, by name. openbadges-bakery knows 2.0 only."""
    if form == 'png':
        yield 'openbadgeslib', baking.extract_png(image, keyword=KEYWORD[version])
    else:
        yield 'openbadgeslib', baking.extract_svg(image, element=ELEMENT[version][0], text_fallback=True)
    if version == 'ob2':
        yield 'openbadges-bakery', unbake(io.BytesIO(image))


def check(job):
    _, form, version = job['format'].split('-')
    image = pathlib.Path(job['file']).read_bytes()
    texts, why = (from_png if form == 'png' else from_svg)(image, version)
    if len(texts) != 1:
        return False, why + ['carries %d credentials, must be one' % len(texts)]
    for reader, read in read_by_others(image, form, version):
        read = (read.decode() if isinstance(read, bytes) else read or '').strip()
        if read not in [text.strip() for text in texts[0]]:
            why.append('%s reads something else: %s' % (reader, read[:60]))
    return not why, why


answer_jobs(check)
