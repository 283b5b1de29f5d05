// Pictures of every page of pages.mjs in each width, language and colour scheme, one sheet per page: contact-sheet.mjs [--only NAME] [--url URL] [--out FOLDER]
// Without --url a demo is started. Sheets land in target/contact-sheets. --pictures instead writes the pictures of the README to docs/pictures.
import fs from 'node:fs';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {SCREENS, launch, person} from './lib/browser.mjs';
import {startDemo} from './lib/insigne.mjs';
import {signIn} from './lib/people.mjs';
import {pages} from './pages.mjs';

const root = path.resolve(import.meta.dirname, '..');
const {values: options} = parseArgs({options: {only: {type: 'string'}, url: {type: 'string'}, out: {type: 'string'}, pictures: {type: 'boolean'}}});
const out = path.resolve(options.out ?? path.join(root, options.pictures ? 'docs/pictures' : 'target/contact-sheets'));
const LANGUAGES = ['nl', 'en'];
const SCHEMES = ['light', 'dark'];

/** A browser that is signed in as `as`, kept for all pages that the same person looks at. */
function people(browser, base) {
  const known = new Map();
  return async (as, look) => {
    const key = JSON.stringify([as, look]);
    if (!known.has(key)) {
      const context = await person(browser, look);
      const page = await context.newPage();
      const visitor = {
        page,
        language: look.language,
        hands: {press: (locator) => locator.click()},
        go: (address) => page.goto(new URL(address, base).href),
        leave: (locator, ending) => Promise.all([page.waitForURL((url) => url.pathname.endsWith(ending)), locator.click()]),
        follow: (locator) => Promise.all([page.waitForEvent('load'), locator.click()]),
      };
      if (as) await signIn(visitor, ...as);
      known.set(key, page);
    }
    return known.get(key);
  };
}

async function picture(page, base, shown, how) {
  const address = typeof shown.path === 'function' ? await shown.path(page, base) : shown.path;
  if (address === undefined) return undefined;
  await page.goto(new URL(address, base).href, {waitUntil: 'networkidle'});
  await page.evaluate(() => document.fonts.ready);
  return {address, bytes: await page.screenshot({animations: 'disabled', ...how})};
}

/** All pictures of one page side by side, made by the browser itself. */
async function sheet(browser, name, shots) {
  const context = await browser.newContext({viewport: {width: 2400, height: 800}});
  const page = await context.newPage();
  const figures = shots.map(({label, bytes, width}) => `<figure style="width:${Math.round(width / 3)}px"><figcaption>${label}</figcaption><img src="data:image/png;base64,${bytes.toString('base64')}"></figure>`);
  await page.setContent(`<!doctype html><style>body{margin:16px;font:14px sans-serif;background:#888;display:flex;flex-wrap:wrap;gap:16px;align-items:start}figure{margin:0}img{width:100%;display:block}figcaption{color:#fff;padding:4px 0}</style>${figures.join('')}`, {waitUntil: 'load'});
  await page.screenshot({path: path.join(out, `${name}.png`), fullPage: true});
  await context.close();
}

const demo = options.url ? undefined : await startDemo();
const base = options.url ?? demo.url;
const browser = await launch();
fs.mkdirSync(out, {recursive: true});
try {
  const as = people(browser, base);
  for (const shown of pages.filter((each) => !options.only || each.name.includes(options.only))) {
    if (options.pictures) {
      if (!shown.readme) continue;
      const shot = await picture(await as(shown.as, {language: 'en', screen: 'desktop', scheme: 'light'}), base, shown, {type: 'jpeg', quality: 82});
      if (shot) fs.writeFileSync(path.join(out, `${shown.name}.jpg`), shot.bytes);
      console.log(shot ? `${shown.name}.jpg  ${shot.address}` : `MISSING  ${shown.name}`);
      continue;
    }
    const shots = [];
    for (const screen of Object.keys(SCREENS).filter((name) => shown.key || name !== 'tablet')) {
      for (const language of LANGUAGES) {
        for (const scheme of SCHEMES) {
          const shot = await picture(await as(shown.as, {language, screen, scheme}), base, shown, {fullPage: true});
          if (shot) shots.push({...shot, label: `${SCREENS[screen].width} ${language} ${scheme} ${shot.address}`, width: SCREENS[screen].width});
        }
      }
    }
    if (shots.length > 0) await sheet(browser, shown.name, shots);
    console.log(shots.length > 0 ? `${shown.name}.png  ${shots.length} pictures` : `MISSING  ${shown.name}: no such page`);
  }
} finally {
  await browser.close();
  await demo?.stop();
}
console.log(`in ${path.relative(process.cwd(), out) || '.'}`);
process.exit(0);
