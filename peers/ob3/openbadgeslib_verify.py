"""Open Badges 3.0 (Data Integrity, VC-JWT, baked) and 2.0 (JWS) with openbadgeslib. SSL_CERT_FILE names the test authority."""
import base64
import json
import os
import pathlib
import ssl
import sys
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'lib'))
from jobs import answer_jobs, is_loopback

from openbadgeslib import baking
from openbadgeslib.ob2 import OB2Verifier
from openbadgeslib.ob3.ldp import OB3LdpVerifier
from openbadgeslib.ob3.verifier import OB3Verifier

TLS = ssl.create_default_context(cafile=os.environ.get('SSL_CERT_FILE'))


def download(url, *_args, **_options):
    if not is_loopback(url):
        raise OSError('not available on loopback: ' + url)
    with urllib.request.urlopen(url, context=TLS if url.startswith('https:') else None, timeout=5) as response:
        return response.read()


def decoded(part):
    return json.loads(base64.urlsafe_b64decode(part + '=' * (-len(part) % 4)))


def text_of(job):
    if not job['format'].startswith('baked'):
        return job['text'].strip()
    image = pathlib.Path(job['file']).read_bytes()
    if 'png' in job['format']:
        found = baking.extract_png(image, keyword=b'openbadgecredential')
    else:
        found = baking.extract_svg(image, element='openbadges:credential', text_fallback=True)
    if not found:
        raise ValueError('no credential in the image')
    return (found.decode() if isinstance(found, bytes) else found).strip()


def data_integrity(text):
    document = json.loads(text)
    has_status = 'credentialStatus' in document
    try:
        OB3LdpVerifier().verify(document, check_status=has_status, download=download)
    except Exception as error:
        # It knows only JWT-signed status lists. The proof of a list that carries one is left to the JavaScript peers; its bits are read here.
        if not (has_status and 'is not a signed JWT-VC' in str(error)):
            raise
        OB3LdpVerifier().verify(document, check_status=True, download=download, verify_status_list=False)


def token(text):
    header, payload = (decoded(part) for part in text.split('.')[:2])
    if 'jwk' in header:
        import jwt
        from cryptography.hazmat.primitives import serialization
        key = jwt.PyJWK(header['jwk'], algorithm=header['alg']).key
        verifier = OB3Verifier(key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo))
    else:
        issuer = payload['issuer']
        verifier = OB3Verifier.for_issuer_did(issuer['id'] if isinstance(issuer, dict) else issuer, download=download)
    has_status = 'credentialStatus' in payload
    try:
        verifier.verify(text, check_status=has_status, download=download)
    except Exception as error:
        if not (has_status and 'is not a signed JWT-VC' in str(error)):
            raise
        verifier.verify(text, check_status=True, download=download, verify_status_list=False)


def check(job):
    text = text_of(job)
    if job['format'] == 'ob2-jws':
        OB2Verifier(download=download).verify(text, expected_recipient=(job.get('recipient') or {}).get('email'), check_revocation=True)
    elif text.startswith('{'):
        data_integrity(text)
    else:
        token(text)
    return True, []


answer_jobs(check)
