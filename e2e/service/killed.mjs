// The service, as an operator runs it, with a sign-in provider and a mail server that others wrote: an institution is taken on, ten thousand people get an
// award from one file, and the program is killed (kill -9) at five points of that. Then: does each have exactly one award and one mail? killed.mjs [--people N]
import assert from 'node:assert/strict';
import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {program, startedBy} from '../lib/insigne.mjs';
import {until} from '../lib/until.mjs';
import {Person} from './person.mjs';

const {values: options} = parseArgs({options: {people: {type: 'string', default: '10000'}}});
const people = Number(options.people);
const peers = path.resolve(import.meta.dirname, '../../peers');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'insigne-service-'));
const LINE = 180_000;
const begin = Date.now();
const say = (text) => console.log(`${((Date.now() - begin) / 1000).toFixed(1).padStart(6)} s  ${text}`);

const children = new Set();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
  fs.rmSync(folder, {recursive: true, force: true});
});

/** Starts a program; ready once a line of it matches. */
async function start(command, parameters, ready, environment = {}) {
  const child = spawn(command, parameters, {cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env: {...process.env, RUST_BACKTRACE: '0', ...environment}});
  children.add(child);
  child.once('exit', () => children.delete(child));
  return {child, ...(await startedBy(child, ready))};
}

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** What the database says, read with Python's own SQLite while the program runs or lies dead. */
function database(statement, ...parameters) {
  const script = 'import json,sqlite3,sys\nc=sqlite3.connect("insigne.db",timeout=30)\nr=c.execute(sys.argv[1],sys.argv[2:]).fetchall()\nc.commit()\nprint(json.dumps(r))';
  const result = spawnSync(path.join(process.env.PEERS_VENVS, 'smtp/bin/python'), ['-c', script, statement, ...parameters.map(String)], {cwd: folder, encoding: 'utf8'});
  assert.equal(result.status, 0, result.stderr);
  return JSON.parse(result.stdout);
}

// The mail server, the provider, the configuration.
const mails = path.join(folder, 'mails');
fs.writeFileSync(mails, '');
const sink = await start(path.join(process.env.PEERS_VENVS, 'smtp/bin/python'), [path.join(peers, 'smtp/sink.py'), '0', mails], /^ready 127\.0\.0\.1:(\d+)/);
const port = await freePort();
const base = `http://127.0.0.1:${port}`;
const person = (sub, name, mail, more) => ({[sub]: {email: mail, email_verified: true, name, given_name: name.split(' ')[0], family_name: name.split(' ')[1], ...more}});
const accounts = {
  ...person('operator', 'Olga Operator', 'olga@platform.example', {schac_home_organization: 'platform.example'}),
  ...person('admin', 'Adam Admin', 'adam@uni.example', {schac_home_organization: 'uni.example', eduperson_principal_name: 'adam@uni.example'}),
  ...person('learner', 'Voor1 Achter1', 'p1@post.example', {eduid: 'e-learner'}),
};
const client = (kind) => ({client_id: `insigne-${kind}`, client_secret: `a-secret-for-tests-of-${kind}-0123456789`, redirect_uris: [`${base}/sign-in/${kind}/callback`], post_logout_redirect_uris: [`${base}/`], grant_types: ['authorization_code'], response_types: ['code']});
const provider = await start(process.execPath, [path.join(peers, 'oidc/provider.mjs'), '0'], /^ready (\S+)/, {CLIENTS: JSON.stringify(['staff', 'learner'].map(client)), ACCOUNTS: JSON.stringify(accounts)});
const section = (kind) => `
[${kind}_provider]
issuer = "${provider.said[1]}"
account_issuer = "${provider.said[1]}/${kind}"
client_id = "insigne-${kind}"
client_secret = "${client(kind).client_secret}"
scopes = ["profile", "email", "organization"${kind === 'learner' ? ', "eduid.nl/links"' : ''}]
${kind === 'staff' ? 'strong_acr = ["https://refeds.org/profile/mfa"]' : 'validated_name_acr = ["https://eduid.nl/trust/validate-names"]'}
`;
fs.writeFileSync(path.join(folder, 'master.keys'), `first ${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64')}\n`);
fs.writeFileSync(path.join(folder, 'insigne.toml'), `base_url = "${base}"
listen = "127.0.0.1:${port}"
database = "sqlite:insigne.db"
files = "files"
master_keys_file = "master.keys"
mail_from = "Edubadges <noreply@platform.example>"
allow_http_issuer = true
${section('staff')}${section('learner')}
[smtp]
host = "127.0.0.1"
port = ${sink.said[1]}
security = "none"
`);

const command = (...words) => {
  const result = spawnSync(program, words, {cwd: folder, encoding: 'utf8'});
  assert.equal(result.status, 0, result.stdout + result.stderr);
};
const serve = () => start(program, ['serve'], /serving/);
async function kill(service) {
  const gone = once(service.child, 'exit');
  service.child.kill('SIGKILL');
  await gone;
}

command('migrate');
command('operator', 'add', 'olga@platform.example');
let service = await serve();

// An operator takes an institution on; its first admin makes a badge class.
const olga = new Person(base, 'operator');
await olga.signIn('staff', {reason: 'stronger'});
await olga.get('/admin/institutions/new');
await olga.post('/admin/institutions/new', {name_nl: 'Universiteit van de Proef', name_en: 'University of Trial', default_language: 'en', admin: 'adam@uni.example', identifier: 'uni.example', sector: 'wo', country: 'NL'});
await olga.get('/admin/terms');
await olga.post('/admin/terms', {text_nl: 'Wees aardig: be kind.', text_en: 'Everybody is to be kind.'});
const adam = new Person(base, 'admin');
await adam.signIn('staff', {reason: 'stronger'});
const home = await adam.get('/manage');
const institution = /\/manage\/institutions\/[0-9a-f-]+/.exec(home.url + home.text)?.[0] ?? assert.fail(`no institution for its first admin: ${home.url}`);
// Nothing can be published before the institution has said on which legal basis it keeps data.
await adam.post(`${institution}/edit`, {name_nl: 'Universiteit van de Proef', name_en: 'University of Trial', default_language: 'en', legal_basis_formal: 'contract', legal_basis_non_formal: 'legitimate-interest', direct_awards: 'on', audience: 'anyone'});
const group = await adam.post(`${institution}/issuer-groups/new`, {name_en: 'Science', visibility: 'public'});
const issuer = await adam.post(`${group}/issuers/new`, {name_en: 'Computer Science', contact_mail: 'cs@uni.example'});
const image = await adam.post(`${issuer}/badge-classes/new`, [
  ['type', 'extra-curricular'], ['name', 'First aid'], ['language', 'en'], ['image_alt', 'A heart'], ['description', 'Helping until help comes.'],
  ['outcome', 'helps'], ['criteria', 'You pass the exercise.'], ['direct_awards', 'on'], ['do', 'image'],
]);
const badgeClass = image.replace(/\/image$/, '');
await adam.post(image, {how: 'draw', shape: 'hexagon', colour: 'teal', icon: 'heart-pulse', text: 'Aid'});
const published = await adam.post(`${badgeClass}/publish`, {});
assert.equal(published, badgeClass, `not published: ${(await adam.get(adam.led)).main.slice(0, 700)}`);
say('an institution was taken on, its admin published a badge class');

// One file.
const rows = Array.from({length: people}, (_, n) => `p${n + 1}@post.example,Voor${n + 1},Achter${n + 1}`);
const form = new FormData();
form.append('file', new Blob([['email,first name,last name', ...rows].join('\r\n')], {type: 'text/csv'}), 'people.csv');
const uploaded = await adam.post(`${badgeClass}/award/file`, form);
const checked = await until('the file is read', async () => {
  const page = await adam.get(uploaded);
  return page.text.includes(`formaction="${uploaded}/award"`) && page;
}, {within: LINE});
assert.ok(checked.plain.includes(people.toLocaleString('en')), 'everybody is ready');
say(`a file of ${people} was read`);
await adam.post(`${uploaded}/award`, {when: 'now'});

// Killed while awards are stored: as soon as a tenth, then a half of them is there.
const awards = () => database('select count(*) from direct_awards')[0][0];
for (const share of [0.1, 0.5]) {
  const stored = await until(`${share * 100} % are stored`, () => {
    const count = awards();
    return count >= people * share && count;
  }, {within: LINE, every: 0});
  await kill(service);
  assert.ok(awards() < people, 'killed before all were stored');
  say(`killed with ${awards()} awards stored (seen: ${stored})`);
  if (share < 0.5) service = await serve();
}
// A batch of this size waits ten minutes for second thoughts. They are taken out while the program is dead; nobody here moves the machine's clock.
database('update batches set due_at = 0');
database("update jobs set run_at = 0 where state = 'waiting'");

// Killed while mails leave: as soon as the mail server has so many.
const received = () => fs.readFileSync(mails, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line)).filter((mail) => /^p\d+@/.test(mail.to[0]));
async function has(wanted) {
  let count = fs.readFileSync(mails).reduce((lines, byte) => lines + (byte === 10 ? 1 : 0), 0);
  let offset = fs.statSync(mails).size;
  const file = fs.openSync(mails, 'r');
  const buffer = Buffer.alloc(1 << 20);
  await until(`${wanted} mails`, () => {
    for (let read = fs.readSync(file, buffer, 0, buffer.length, offset); read > 0; read = fs.readSync(file, buffer, 0, buffer.length, offset)) {
      offset += read;
      for (let at = 0; at < read; at++) if (buffer[at] === 10) count++;
    }
    return count >= wanted;
  }, {within: 10 * LINE, every: 5});
  fs.closeSync(file);
}
for (const share of [0.01, 0.5, 0.99]) {
  service = await serve();
  await has(people * share);
  await kill(service);
  say(`killed with ${received().length} mails at the mail server`);
}
assert.ok(received().length < people, 'killed before all had left');

// Once more, in peace.
service = await serve();
await until('nothing waits any more', () => database("select count(*) from outbox where state = 'queued'")[0][0] === 0 && database('select state from batches')[0][0] === 'done', {within: LINE * 5});
say('started again: nothing waits any more');

// The promise.
const stored = database("select d.state, o.state from direct_awards d left join outbox o on o.award_id = d.id and o.kind = 'award-offer'");
assert.equal(stored.length, people, 'each has one award and one mail in the outbox');
assert.ok(stored.every(([state, sent]) => state === 'sent' && sent === 'sent'), 'each award and mail was sent');
const ids = new Map();
for (const mail of received()) {
  const known = ids.get(mail.to[0]) ?? new Set();
  known.add(mail.headers['Message-ID'] ?? mail.headers['Message-Id']);
  ids.set(mail.to[0], known);
}
assert.equal(ids.size, people, 'nobody is missing at the mail server');
assert.ok([...ids.values()].every((known) => known.size === 1), 'a mail that came twice has one Message-ID');
const again = received().length - people;
const IN_FLIGHT = 8;
assert.ok(again <= 3 * IN_FLIGHT, `only mails in flight come again: ${again}`);
say(`${people} awards, ${people} mails in the outbox, ${ids.size} people reached, ${again} mails came again with the same Message-ID`);

// One of them claims it, signed in by the same provider.
const mail = received().find((found) => found.to[0] === 'p1@post.example');
assert.ok(mail.text.includes('First aid') && mail.html.includes('First aid'));
assert.deepEqual(mail.defects, []);
const link = /https?:\/\/\S+\/claim\/\S+/.exec(mail.text)[0];
const learner = new Person(base, 'learner');
assert.ok((await learner.get(link)).text.includes('First aid'));
const arrived = await learner.signIn('learner');
assert.match(arrived.text + (await learner.get('/backpack')).text, /be kind/, 'terms come first');
const [, terms] = /name="terms" value="([^"]+)"/.exec((await learner.get('/backpack')).text);
await learner.post('/account/terms', {terms, agree: 'on', return_to: '/backpack'});
const backpack = await learner.get('/backpack');
const offer = /\/backpack\/offers\/[0-9a-f-]+/.exec(backpack.text)?.[0] ?? assert.fail('no offer in the backpack');
await learner.get(offer);
await learner.post(`${offer}/claim`, {terms: 'on'});
assert.match((await learner.get('/backpack')).text, /\/backpack\/edubadges\//);
say('a learner claimed one');
const gone = once(service.child, 'exit');
service.child.kill('SIGTERM');
assert.deepEqual((await gone)[0], 0, 'ends well on SIGTERM');
process.exit(0);
