// How long staff pages take on a large platform: scale.mjs [REQUESTS]. Starts a demo, fills it with `insigne seed --scale`, walks the portal of the
// largest institution as its admin to find a page of each kind, and asks for each so many times, one after the other. Prints statements and the p50, p99
// of Server-Timing per page, on SQLite and, where INSIGNE_TEST_PG names a server, on PostgreSQL.
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import {launch, person} from '../../e2e/lib/browser.mjs';
import {createDatabase, program, startDemo} from '../../e2e/lib/insigne.mjs';
import {signIn} from '../../e2e/lib/people.mjs';

const requests = Number(process.argv[2] ?? 500);
const ADMIN = {name: 'Marijke Hoekstra', mail: process.env.INSIGNE_SCALE_ADMIN ?? 'm.hoekstra@uvv.example'};
const ID = /[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** Nothing is measured of pages that start something. */
const SKIPPED = /[?&](?:format|lang)=|\.csv$|\/award\/[^/]*\.(?:csv|xlsx)$/;

const agent = new http.Agent({keepAlive: true, maxSockets: 1});

function get(url, cookie) {
  return new Promise((resolve, reject) => {
    http.get(url, {agent, headers: {cookie, accept: 'text/html', 'accept-encoding': 'br'}}, (response) => {
      response.resume();
      response.on('end', () => {
        const [, total, statements] = /total;dur=([\d.]+), db;desc="(\d+)"/.exec(response.headers['server-timing'] ?? '') ?? [];
        resolve({status: response.statusCode, total: Number(total), statements: Number(statements)});
      });
    }).on('error', reject);
  });
}

/** One address of each kind of page that links lead to, the first that is met. */
async function walk(page, base, starts) {
  const kinds = new Map();
  const queue = [...starts];
  while (queue.length > 0) {
    const address = queue.shift();
    const url = new URL(address, base);
    const kind = url.pathname.replace(ID, '{id}') + [...url.searchParams.keys()].filter((key) => !['after', 'before'].includes(key)).sort().map((key) => `&${key}`).join('');
    const paged = url.searchParams.has('after') ? `${kind} (a later page)` : kind;
    if (kinds.has(paged)) continue;
    const response = await page.goto(url.href);
    if (response.status() !== 200 || !response.headers()['content-type']?.startsWith('text/html')) continue;
    kinds.set(paged, url.pathname + url.search);
    const links = await page.locator('main a[href^="/manage"], nav a[href^="/manage"]').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    for (const link of links) if (!SKIPPED.test(link)) queue.push(link);
  }
  return kinds;
}

async function measure(title, database) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'insigne-scale-'));
  const demo = await startDemo({data: folder, database});
  const browser = await launch();
  try {
    const context = await person(browser, {language: 'en', scheme: 'light', screen: 'desktop'});
    const page = await context.newPage();
    const visitor = {
      page, go: (address) => page.goto(new URL(address, demo.url).href),
      leave: (locator, ending) => Promise.all([page.waitForURL((url) => url.pathname.endsWith(ending)), locator.click()]),
      follow: (locator) => Promise.all([page.waitForEvent('load'), locator.click()]),
    };
    await signIn(visitor, 'staff', ADMIN.name);
    const begin = Date.now();
    const seed = spawnSync(program, ['seed', '--scale', '--database', database ?? `sqlite:${path.join(folder, 'insigne.sqlite')}`, '--files', path.join(folder, 'files'), '--admin', ADMIN.mail], {encoding: 'utf8', stdio: ['ignore', 'inherit', 'inherit']});
    if (seed.status !== 0) throw new Error('seeding failed');
    console.log(`\n${title}: seeded in ${Math.round((Date.now() - begin) / 1000)} s`);
    await page.goto(`${demo.url}/manage`);
    const institution = await page.locator('main a[href^="/manage/institutions/"]', {hasText: 'Synthetic 01'}).first().getAttribute('href');
    // The class with most edubadges first: its pages are the heaviest.
    await page.goto(`${demo.url}${institution}/badge-classes?sort=edubadges`);
    const heaviest = await page.locator('main table a[href^="/manage/badge-classes/"]').first().getAttribute('href');
    const kinds = await walk(page, demo.url, [heaviest, institution, '/manage', `${institution}/badge-classes?q=statistics`]);
    const cookie = (await context.cookies()).map(({name, value}) => `${name}=${value}`).join('; ');
    console.log(`${'page'.padEnd(84)} ${'statements'.padStart(10)} ${'p50 ms'.padStart(8)} ${'p99 ms'.padStart(8)}`);
    let worst = 0;
    for (const [kind, address] of [...kinds].sort()) {
      for (let warm = 0; warm < 20; warm++) await get(demo.url + address, cookie);
      const took = [];
      let statements = 0;
      for (let i = 0; i < requests; i++) {
        const answer = await get(demo.url + address, cookie);
        if (answer.status !== 200) throw new Error(`${address}: ${answer.status}`);
        took.push(answer.total);
        statements = Math.max(statements, answer.statements);
      }
      took.sort((a, b) => a - b);
      const at = (share) => took[Math.min(took.length - 1, Math.floor(took.length * share))];
      worst = Math.max(worst, at(0.99));
      console.log(`${kind.padEnd(84)} ${String(statements).padStart(10)} ${at(0.5).toFixed(1).padStart(8)} ${at(0.99).toFixed(1).padStart(8)}`);
    }
    console.log(`${title}: ${kinds.size} kinds of page, the slowest p99 ${worst.toFixed(1)} ms`);
  } finally {
    await browser.close();
    await demo.stop();
    fs.rmSync(folder, {recursive: true, force: true});
  }
}

await measure('SQLite');
if (process.env.INSIGNE_TEST_PG) {
  const database = createDatabase('insigne_scale');
  try {
    await measure('PostgreSQL', database.address);
  } finally {
    database.drop();
  }
}
process.exit(0);
