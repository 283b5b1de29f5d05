"""How a peer in Python is called: see jobs.mjs. verify(job) returns (valid, [why]); what it raises means invalid."""
import contextlib
import json
import sys


@contextlib.contextmanager
def at_moment(now):
    """The clock at `now` (RFC 3339), running on; the real clock when None."""
    if now is None:
        yield
        return
    from freezegun import freeze_time
    with freeze_time(now.replace('Z', '+00:00'), tick=True):
        yield


def answer_jobs(verify):
    for job in json.load(sys.stdin):
        try:
            with at_moment(job.get('now')):
                valid, why = verify(job)
        except Exception as error:  # a verifier says no by raising
            valid, why = False, ['%s: %s' % (type(error).__name__, str(error)[:300])]
        print(json.dumps({'case': job['case'], 'got': 'valid' if valid else 'invalid', 'why': why}), flush=True)


def is_loopback(url):
    from urllib.parse import urlparse
    return urlparse(url).hostname in ('localhost', '127.0.0.1', '::1')
