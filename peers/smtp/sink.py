"""A mail server on loopback that keeps what it gets: sink.py PORT FILE [--reject ADDRESS] [--tls CERT KEY]

PORT 0 takes a free one. Says `ready 127.0.0.1:PORT` when it listens. Each mail becomes one line of JSON in FILE.
--reject answers 550 for one recipient, as a server does that knows nobody of that name. --tls offers STARTTLS."""
import argparse
import asyncio
import email
import email.policy
import json
import ssl

from aiosmtpd.smtp import SMTP


class Sink:
    def __init__(self, file, reject):
        self.file, self.reject = file, reject

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        if address == self.reject:
            return '550 5.1.1 no such user'
        envelope.rcpt_tos.append(address)
        return '250 OK'

    async def handle_DATA(self, _server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        text, html = message.get_body(('plain',)), message.get_body(('html',))
        mail = {
            'from': envelope.mail_from, 'to': envelope.rcpt_tos, 'subject': message['subject'], 'headers': dict(message.items()),
            'defects': [str(defect) for part in message.walk() for defect in part.defects],
            'text': text.get_content() if text else None, 'html': html.get_content() if html else None,
            'attachments': [{'name': part.get_filename(), 'type': part.get_content_type(), 'bytes': len(part.get_payload(decode=True) or b'')} for part in message.iter_attachments()],
            'tls': session.ssl is not None,
        }
        with open(self.file, 'a') as out:
            out.write(json.dumps(mail) + '\n')
        return '250 2.0.0 kept'


async def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('port', type=int)
    arguments.add_argument('file')
    arguments.add_argument('--reject')
    arguments.add_argument('--tls', nargs=2, metavar=('CERT', 'KEY'))
    given = arguments.parse_args()
    tls = None
    if given.tls:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(*given.tls)
    handler = Sink(given.file, given.reject)
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(handler, hostname='localhost', tls_context=tls, enable_SMTPUTF8=True), '127.0.0.1', given.port)
    print('ready 127.0.0.1:%d' % server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
