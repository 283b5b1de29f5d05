"""Does the sink keep what it should, refuse whom it should, and speak STARTTLS?"""
import json
import os
import pathlib
import smtplib
import ssl
import subprocess
import sys
import tempfile
from email.message import EmailMessage

tls = pathlib.Path(os.environ['PEERS_TLS'])
with tempfile.TemporaryDirectory() as folder:
    kept = pathlib.Path(folder, 'mails')
    sink = subprocess.Popen([sys.executable, pathlib.Path(__file__).with_name('sink.py'), '0', kept, '--reject', 'nobody@example.org', '--tls', tls / 'srv.pem', tls / 'srv.key'],
                            stdout=subprocess.PIPE, text=True)
    try:
        host, port = sink.stdout.readline().split()[1].split(':')
        message = EmailMessage()
        message['Subject'], message['From'], message['To'] = 'Voilà', 'school@example.org', 'learner@example.org'
        message.set_content('Een edubadge voor jou: ✓')
        with smtplib.SMTP('localhost', int(port)) as client:
            client.starttls(context=ssl.create_default_context(cafile=tls / 'ca.pem'))
            client.send_message(message)
            code, _ = (client.mail('school@example.org'), client.rcpt('nobody@example.org'))[1]
        mails = [json.loads(line) for line in kept.read_text().splitlines()]
        assert code == 550, code
        assert [(mail['subject'], mail['to'], mail['tls'], mail['defects']) for mail in mails] == [('Voilà', ['learner@example.org'], True, [])], mails
        assert '✓' in mails[0]['text']
    finally:
        sink.terminate()
        sink.wait()
print('the mail server keeps, refuses and speaks TLS')
