// Does a fresh demo start, answer, keep what it has, and end well? Only on loopback?
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {knows, program, startDemo} from '../../e2e/lib/insigne.mjs';

const SKIPPED = 77;
if (!knows('demo')) {
  console.log(`SKIPPED  ${program} has no command "demo"`);
  process.exit(SKIPPED);
}

/** Addresses that a process listens on, from /proc: ["0100007F:1F90", …] as the kernel writes them. */
function listening(pid) {
  const sockets = new Set(fs.readdirSync(`/proc/${pid}/fd`).map((fd) => /^socket:\[(\d+)\]$/.exec(fs.readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1]).filter(Boolean));
  return ['tcp', 'tcp6'].flatMap((kind) => fs.readFileSync(`/proc/${pid}/net/${kind}`, 'utf8').split('\n').slice(1).map((line) => line.trim().split(/\s+/))
    .filter((cells) => cells[3] === '0A' && sockets.has(cells[9])).map((cells) => cells[1]));
}
const isLoopback = (address) => /^0100007F:/.test(address) || /^0{24}01000000:/.test(address);
const residentMegabytes = (pid) => Math.round(Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024);

async function page(url, language) {
  const response = await fetch(url, {headers: {'accept-language': language}});
  return {status: response.status, body: await response.text(), headers: response.headers};
}

const data = fs.mkdtempSync(path.join(os.tmpdir(), 'insigne-demo-'));
process.once('exit', () => fs.rmSync(data, {recursive: true, force: true}));

async function round(name) {
  const begin = Date.now();
  const demo = await startDemo({data});
  const seconds = ((Date.now() - begin) / 1000).toFixed(1);
  for (const language of ['nl', 'en']) {
    const start = await page(`${demo.url}/`, language);
    assert.equal(start.status, 200);
    assert.match(start.body, new RegExp(`<html lang="${language}"`));
    assert.match(start.headers.get('content-security-policy') ?? '', /default-src/);
  }
  const catalogue = await page(`${demo.url}/catalogue`, 'nl');
  assert.equal(catalogue.status, 200);
  const classes = new Set(catalogue.body.match(/href="\/badge-classes\/[^"?#]+/g) ?? []);
  assert.ok(classes.size > 0, 'the catalogue of the demo is empty');
  assert.equal((await page(`${demo.url}/there-is-no-such-page`, 'nl')).status, 404);
  const addresses = listening(demo.pid);
  assert.ok(addresses.length > 0 && addresses.every(isLoopback), `listens on ${addresses}`);
  console.log(`${name}: ready after ${seconds} s, ${residentMegabytes(demo.pid)} MB, ${classes.size} badge classes on the first page of the catalogue`);
  await demo.stop();
  return classes;
}

const first = await round('fresh');
const second = await round('again');
assert.deepEqual([...second].sort(), [...first].sort(), 'after a restart the catalogue shows something else');
console.log('starts fresh, starts again with the same data, ends on SIGTERM, listens on loopback only');
process.exit(0);
