// Asks a demo for pages as fast as it answers: load.mjs [SECONDS] [CONNECTIONS]. Prints a table; the asker shares the machine, so these are low estimates.
import fs from 'node:fs';
import http from 'node:http';
import {spawn} from 'node:child_process';
import path from 'node:path';
import {program, startDemo, startedBy} from '../../e2e/lib/insigne.mjs';

const seconds = Number(process.argv[2] ?? 8);
const connections = Number(process.argv[3] ?? 16);

function ask(url, agent) {
  return new Promise((resolve, reject) => {
    const begin = process.hrtime.bigint();
    const request = http.get(url, {agent, headers: {'accept-encoding': 'br, gzip', accept: 'text/html'}}, (response) => {
      let bytes = 0;
      response.on('data', (data) => { bytes += data.length; });
      response.on('end', () => resolve({status: response.statusCode, bytes, took: Number(process.hrtime.bigint() - begin) / 1e6}));
    });
    request.on('error', reject);
  });
}

async function measure(url) {
  const agent = new http.Agent({keepAlive: true, maxSockets: connections});
  await ask(url, agent);
  const took = [];
  const statuses = new Map();
  let bytes = 0;
  const end = Date.now() + seconds * 1000;
  await Promise.all(Array.from({length: connections}, async () => {
    while (Date.now() < end) {
      const answer = await ask(url, agent);
      took.push(answer.took);
      bytes = answer.bytes;
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    }
  }));
  agent.destroy();
  took.sort((a, b) => a - b);
  const at = (share) => took[Math.min(took.length - 1, Math.floor(took.length * share))].toFixed(1);
  return {rate: Math.round(took.length / seconds), p50: at(0.5), p95: at(0.95), p99: at(0.99), kb: (bytes / 1024).toFixed(1), statuses: [...statuses].map(([status, count]) => `${status}×${count}`).join(' ')};
}

const resident = (pid) => Math.round(Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024);
const begin = Date.now();
const demo = await startDemo();
console.log(`ready after ${((Date.now() - begin) / 1000).toFixed(1)} s, ${resident(demo.pid)} MB; ${connections} connections, ${seconds} s per page`);
const catalogue = await (await fetch(`${demo.url}/catalogue`)).text();
const bare = spawn(path.join(path.dirname(program), 'examples/hello'), {stdio: ['ignore', 'pipe', 'pipe']});
process.once('exit', () => bare.kill());
const {said} = await startedBy(bare, /^ready (\S+)/);
const hello = await measure(said[1]);
const paths = ['/', '/catalogue', '/catalogue?q=data', /href="(\/badge-classes\/[^"?#]+)"/.exec(catalogue)?.[1], '/verify', '/edubadges/no-such-edubadge'].filter(Boolean);
console.log(`${'page'.padEnd(50)} ${'per s'.padStart(8)} ${'of bare'.padStart(8)} ${'p50 ms'.padStart(8)} ${'p95 ms'.padStart(8)} ${'p99 ms'.padStart(8)} ${'kB'.padStart(7)}  answers`);
const show = (name, m) => console.log(`${name.padEnd(50)} ${String(m.rate).padStart(8)} ${(m.rate / hello.rate).toFixed(3).padStart(8)} ${m.p50.padStart(8)} ${m.p95.padStart(8)} ${m.p99.padStart(8)} ${m.kb.padStart(7)}  ${m.statuses}`);
show('a bare "hello"', hello);
for (const address of paths) show(address, await measure(demo.url + address));
console.log(`${resident(demo.pid)} MB at the end`);
await demo.stop();
process.exit(0);
