// Runs the browser journeys: run.mjs [--only TEXT] [--list]. See README.md.
import fs from 'node:fs';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {launch} from './lib/browser.mjs';
import {createDatabase, knows, program, startDemo} from './lib/insigne.mjs';
import {journeys, run} from './lib/journey.mjs';

const {values: options} = parseArgs({options: {only: {type: 'string'}, list: {type: 'boolean'}}});
const here = import.meta.dirname;
const evidence = path.resolve(here, '../target/check/journeys');

for (const file of fs.readdirSync(path.join(here, 'journeys')).filter((name) => name.endsWith('.mjs')).sort()) await import(path.join(here, 'journeys', file));
const chosen = journeys.filter((told) => !options.only || `${told.id} ${told.title}`.includes(options.only));
if (options.list) {
  for (const told of chosen) console.log(`${told.id}  ${told.title} (${told.languages.join(', ')}${told.postgres ? ', PostgreSQL' : ''}; ${told.screen}, ${told.hands}${told.javascript ? '' : ', no JavaScript'})`);
  process.exit(0);
}
if (chosen.length === 0) {
  console.log('no journey is called that');
  process.exit(1);
}
if (!knows('demo')) {
  console.log(`${program} is not there, or has no command "demo"`);
  process.exit(1);
}
fs.rmSync(evidence, {recursive: true, force: true});

// One world per language, so that what one journey makes doesn't stand in the way of the other language's; and one on PostgreSQL.
const worlds = ['nl', 'en'].map((language) => ({name: language, language, journeys: chosen.filter((told) => told.languages.includes(language))}));
worlds.push({name: 'postgres', language: 'nl', postgres: true, journeys: chosen.filter((told) => told.postgres)});

const results = [];
function tell(result) {
  results.push(result);
  console.log(`${result.problems.length ? 'FAILED' : 'ok    '} ${result.told.id} ${result.world.padEnd(8)} ${result.told.title} (${result.seconds.toFixed(1)} s)`);
  for (const problem of result.problems) console.log(`       ${problem}`);
}

async function travel(world, browser) {
  if (world.journeys.length === 0) return;
  const database = world.postgres ? createDatabase('insigne_journeys') : undefined;
  const begin = Date.now();
  try {
    world.demo = await startDemo({database: database?.address});
    world.browser = browser;
    console.log(`world ${world.name}: ${world.demo.url} ready after ${((Date.now() - begin) / 1000).toFixed(1)} s`);
    for (const told of world.journeys) tell(await run(told, world.language, world, evidence));
    await world.demo.stop();
  } finally {
    database?.drop();
  }
}

const browser = await launch();
const ends = await Promise.allSettled(worlds.map((world) => travel(world, browser)));
await browser.close();
const broken = ends.filter((end) => end.status === 'rejected').map((end) => end.reason.message);
for (const message of broken) console.log(`FAILED a world: ${message}`);
const failed = results.filter((result) => result.problems.length > 0);
console.log(`${results.length - failed.length} journeys went well, ${failed.length} failed${failed.length ? `; evidence in ${path.relative(process.cwd(), evidence)}` : ''}`);
process.exit(failed.length + broken.length > 0 ? 1 : 0);
