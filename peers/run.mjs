// Asks every peer about every case of a folder and prints the table. See README.md.
import {spawn} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {knownAnswer} from './known.mjs';
import {serve} from './lib/servers.mjs';
import {FORMATS, peers} from './peers.mjs';
import {gaps} from './table.mjs';

const {values: options, positionals} = parseArgs({
  allowPositionals: true,
  options: {emit: {type: 'string', multiple: true}, whole: {type: 'boolean'}, 'self-test': {type: 'boolean'}, verbose: {type: 'boolean', short: 'v'}},
});

const tls = {ca: path.join(process.env.PEERS_TLS, 'ca.pem'), key: path.join(process.env.PEERS_TLS, 'srv.key'), cert: path.join(process.env.PEERS_TLS, 'srv.pem')};
const childEnvironment = {...process.env, NODE_EXTRA_CA_CERTS: tls.ca, SSL_CERT_FILE: tls.ca, REQUESTS_CA_BUNDLE: tls.ca, PYTHONDONTWRITEBYTECODE: '1'};

/** Runs a command to its end with `input`; {status, output}. What it says on standard error is shown. */
function run(command, input = '') {
  return new Promise((resolve, reject) => {
    const child = spawn(command[0], command.slice(1), {env: childEnvironment, stdio: ['pipe', 'pipe', 'pipe']});
    let output = '';
    let complaints = '';
    child.stdout.on('data', (data) => { output += data; });
    child.stderr.on('data', (data) => { complaints += data; });
    child.stdin.on('error', () => {}); // a child that ended without reading is told by its status
    child.once('error', reject);
    child.once('close', (status) => resolve({status, output, complaints}));
    child.stdin.end(input);
  });
}

function readCases(folder) {
  const {cases} = JSON.parse(fs.readFileSync(path.join(folder, 'cases.json'), 'utf8'));
  const seen = new Set();
  for (const item of cases) {
    const key = `${item.format} ${item.case}`;
    if (!FORMATS.includes(item.format)) throw new Error(`cases.json: unknown format ${item.format}`);
    if (!['valid', 'invalid'].includes(item.wanted)) throw new Error(`cases.json: ${key} wants ${item.wanted}`);
    if (seen.has(key)) throw new Error(`cases.json: ${key} stands twice`);
    seen.add(key);
  }
  if (cases.length === 0) throw new Error('cases.json is empty');
  return cases;
}

/** What the peer gets: see lib/jobs.mjs. The case's name carries the format, so that it is unique. */
function jobOf(item, folder, base) {
  const job = {case: `${item.format} ${item.case}`, format: item.format, now: item.now, recipient: item.recipient};
  if (item.url !== undefined) return {...job, url: new URL(item.url, base).href};
  const file = path.join(folder, item.file);
  return item.format.startsWith('baked') ? {...job, file} : {...job, file, text: fs.readFileSync(file, 'utf8')};
}

async function ask(peer, cases, folder, base) {
  const asked = cases
    .filter((item) => peer.formats.includes(item.format))
    .map((item) => ({item, want: peer.asks ? peer.asks(item) : item.wanted}))
    .filter(({want}) => want !== undefined);
  if (asked.length === 0) return [];
  const {status, output, complaints} = await run(peer.command, JSON.stringify(asked.map(({item}) => jobOf(item, folder, base))));
  const answers = new Map();
  for (const line of output.split('\n').filter((l) => l.startsWith('{"case"'))) {
    const answer = JSON.parse(line);
    answers.set(answer.case, answer);
  }
  return asked.map(({item, want}) => {
    const answer = answers.get(`${item.format} ${item.case}`) ?? {got: 'crash', why: [`exit ${status}`, complaints.trim().split('\n').slice(-3).join(' / ')]};
    const exception = knownAnswer(peer.name, item.format, item.case);
    return {peer: peer.name, item, want: exception ? exception.got : want, exception, ...answer};
  });
}

function print(results, cases) {
  const columns = peers.map((p) => p.name).filter((name) => results.some((r) => r.peer === name));
  const cell = (r) => {
    if (!r) return '·';
    const text = r.exception ? `${r.got}¹` : r.got;
    return r.got === r.want || r.got === 'skipped' ? text : `${text} ✗`;
  };
  const rows = cases.map((item) => [item.format, item.case, item.wanted, ...columns.map((name) => cell(results.find((r) => r.peer === name && r.item === item)))]);
  const table = [['format', 'case', 'wanted', ...columns], ...rows];
  const widths = table[0].map((_, i) => Math.max(...table.map((row) => row[i].length)));
  for (const row of table) console.log(row.map((text, i) => text.padEnd(widths[i])).join('  ').trimEnd());
  for (const exception of new Set(results.map((r) => r.exception).filter(Boolean))) console.log(`¹ ${exception.peer}: ${exception.why}`);
}

function report({results, cases}) {
  print(results, cases);
  const missing = options.whole ? gaps(cases) : [];
  for (const gap of missing) console.log(`MISSING  ${gap}`);
  const different = results.filter((r) => r.got !== r.want && r.got !== 'skipped');
  for (const r of different) console.log(`DIFFERENT  ${r.peer}: ${r.item.format} ${r.item.case}: wanted ${r.want}, got ${r.got}${r.why.length ? `: ${r.why.join('; ')}` : ''}`);
  if (options.verbose) for (const r of results.filter((x) => x.why.length)) console.log(`  ${r.peer}: ${r.item.format} ${r.item.case}: ${r.got}: ${r.why.join('; ')}`);
  const skipped = new Map(results.filter((r) => r.got === 'skipped').map((r) => [r.peer, r.why[0]]));
  for (const [name, why] of skipped) console.log(`SKIPPED  ${name}: ${why}`);
  const unasked = cases.filter((item) => !results.some((r) => r.item === item && r.got !== 'skipped'));
  for (const item of unasked) console.log(`NOBODY  checked ${item.format} ${item.case}`);
  console.log(`${results.length - different.length - results.filter((r) => r.got === 'skipped').length} answers as wanted, ${different.length} different, ${cases.length} cases`);
  return different.length === 0 && unasked.length === 0 && missing.length === 0;
}

/** The cases of one folder, and what every peer answered. */
async function checkFolder(folder, fill) {
  const ports = {};
  const baseFile = path.join(folder, 'base.json');
  if (!fill && fs.existsSync(baseFile)) {
    const base = JSON.parse(fs.readFileSync(baseFile, 'utf8'));
    ports.http = Number(new URL(base.http).port);
    ports.https = base.https ? Number(new URL(base.https).port) : 0;
  }
  const server = await serve(folder, tls, ports);
  try {
    if (fill) {
      await fill(folder, server);
      fs.writeFileSync(baseFile, JSON.stringify({http: server.http, https: server.https}));
    }
    const cases = readCases(folder);
    const results = (await Promise.all(peers.map((peer) => ask(peer, cases, folder, server.http)))).flat();
    if (options.verbose) for (const path_ of new Set(server.asked.filter((a) => !a.found).map((a) => a.path))) console.log(`  asked for, not in the folder: ${path_}`);
    return {results, cases};
  } finally {
    server.close();
  }
}

async function emit(command, folder, server) {
  fs.mkdirSync(folder, {recursive: true});
  const {status, output, complaints} = await run([...command, folder, server.http, server.https]);
  if (options.verbose) process.stdout.write(output);
  if (status !== 0) throw new Error(`${command.join(' ')} failed (${status}):\n${complaints}`);
}

function temporary() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'insigne-peers-'));
  process.once('exit', () => fs.rmSync(folder, {recursive: true, force: true}));
  return folder;
}

let fine;
if (options['self-test']) {
  const {makeCases} = await import('./self-test.mjs');
  fine = report(await checkFolder(temporary(), (folder, server) => makeCases(folder, server, run)));
} else if (options.emit?.length > 0 && positionals.length < 2) {
  const parts = [];
  for (const [n, command] of options.emit.entries()) {
    const folder = positionals[0] ? path.resolve(positionals[0], options.emit.length > 1 ? String(n + 1) : '') : temporary();
    parts.push(await checkFolder(folder, (into, server) => emit(command.split(' '), into, server)));
  }
  fine = report({results: parts.flatMap((part) => part.results), cases: parts.flatMap((part) => part.cases)});
} else if (positionals.length === 1) {
  fine = report(await checkFolder(path.resolve(positionals[0])));
} else {
  console.error('usage: peers/run DIR | peers/run --emit COMMAND [--emit COMMAND …] [--whole] [DIR] | peers/run --self-test   (-v says why)');
  process.exit(2);
}
process.exit(fine ? 0 : 1);
