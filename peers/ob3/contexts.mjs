// Are the JSON-LD contexts that the product carries the published ones? Compares each row of ORIGIN.md with the npm package it names.
import {createHash} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import {published} from './documents.mjs';

const folder = process.argv[2];
const rows = fs.readFileSync(path.join(folder, 'ORIGIN.md'), 'utf8').split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim().replace(/^[`<]|[`>]$/g, '')))
  .filter((cells) => /\.json$/.test(cells[1] ?? ''))
  .map(([, file, address, source, , hash]) => ({file, address, source, hash}));

const wrong = [];
const installed = (source) => {
  const at = source.lastIndexOf(' ');
  const manifest = new URL(`node_modules/${source.slice(0, at)}/package.json`, import.meta.url);
  return fs.existsSync(manifest) && JSON.parse(fs.readFileSync(manifest, 'utf8')).version === source.slice(at + 1);
};
for (const {file, address, source, hash} of rows) {
  const bytes = fs.readFileSync(path.join(folder, file));
  if (!installed(source)) wrong.push(`${file}: ${source} is not the version that package.json pins`);
  if (!published.has(address)) wrong.push(`${file}: no package publishes ${address}`);
  else if (!isDeepStrictEqual(JSON.parse(bytes.toString('utf8')), published.get(address))) wrong.push(`${file}: not what ${source} publishes for ${address}`);
  if (createHash('sha256').update(bytes).digest('hex') !== hash) wrong.push(`${file}: not the sha256 in ORIGIN.md`);
}
const listed = new Set(rows.map((row) => row.file));
for (const file of fs.readdirSync(folder).filter((f) => f.endsWith('.json') && !listed.has(f))) wrong.push(`${file}: not in ORIGIN.md`);
if (rows.length === 0) wrong.push('ORIGIN.md lists no context');
for (const line of wrong) console.log(`DIFFERENT  ${line}`);
console.log(`${rows.length} contexts compared with the packages that publish them, ${wrong.length} wrong`);
process.exit(wrong.length ? 1 : 0);
