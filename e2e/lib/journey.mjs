// A journey: what one or more people do in a browser, told as one function.
//
//   journey('AC-ANO-01', 'A guest can see the start page', async ({visitor, say}) => {
//     const guest = await visitor();
//     await guest.go('/');
//     await guest.page.getByRole('link', {name: say('Bekijk de catalogus', 'Browse the catalogue')}).waitFor();
//   });
//
// It runs in Dutch and in English unless `languages` says otherwise; with `postgres: true` once more on PostgreSQL. Every page that is visited is
// checked (lib/page-check.mjs), and a page that was visited without being checked fails the journey.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {person} from './browser.mjs';
import {keyboard, mouse} from './hands.mjs';
import {faults, listen} from './page-check.mjs';

const PATIENCE = 15_000; // for one thing on a page
const LONGEST = 180_000; // for a journey
// Pages that leave for the sign-in provider by themselves: gone before anybody could look at them.
const LEAVES = /^\/(sign-in\/(learner|staff)|sign-out)$/;
export const journeys = [];

/** `options`: languages, screen ("phone"), hands ("keyboard"), javascript (false: without), postgres (true: there too). */
export function journey(id, title, options, body = options) {
  const given = options === body ? {} : options;
  journeys.push({id, title, languages: ['nl', 'en'], screen: 'desktop', hands: 'mouse', javascript: true, postgres: false, ...given, body});
}

/** One person with a browser of their own. */
async function makeVisitor(world, chosen, language) {
  const context = await person(world.browser, {language, ...chosen});
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const own = [world.demo.url, world.demo.mailbox].filter(Boolean).map((url) => new URL(url).origin);
  const heard = listen(page, own);
  const problems = [];
  const unchecked = new Set();
  let checked = '';
  page.on('framenavigated', (frame) => {
    const {pathname, hash} = new URL(frame.url());
    // A jump to a place on the page that was checked is no other page.
    if (hash !== '' && frame.url() === checked + hash) return;
    if (frame === page.mainFrame() && frame.url().startsWith('http') && !LEAVES.test(pathname)) unchecked.add(pathname);
  });

  /** Looks at the page as it stands now. Call it too when a script changed the page: a dialog, an error at a field. */
  async function check() {
    const {pathname} = new URL(page.url());
    problems.push(...(await faults(page, visitor.language)).map((fault) => `${pathname}: ${fault}`));
    unchecked.delete(pathname);
    checked = page.url().replace(/#.*$/, '');
  }

  async function arrive(act, status = 200) {
    const answer = page.waitForResponse((response) => response.request().isNavigationRequest() && response.frame() === page.mainFrame() && (response.status() < 300 || response.status() >= 400));
    const loaded = page.waitForEvent('load');
    const [response] = await Promise.all([answer, loaded, act()]);
    assert.equal(response.status(), status, `${response.request().method()} ${response.url()}`);
    await check();
  }

  const hands = chosen.hands === 'keyboard' ? keyboard : mouse;
  const visitor = {
    page, context, hands, language, check,
    /** Opens an address of ours (or an absolute one, out of a mail) and checks the page. */
    go: (address, status) => arrive(() => page.goto(new URL(address, world.demo.url).href), status),
    /** Presses what leads to another page, and checks that one. */
    follow: (locator, status) => arrive(() => hands.press(locator), status),
    /** Presses what leads, over a page that leaves by itself, to an address whose path ends so; checks that one. */
    async leave(locator, ending) {
      await Promise.all([page.waitForURL((url) => url.pathname.endsWith(ending) && !LEAVES.test(url.pathname)), hands.press(locator)]);
      await check();
    },
    reload: () => arrive(() => page.reload()),
    /** Everything that went wrong on the way. */
    faults: () => [...problems, ...heard, ...[...unchecked].map((pathname) => `visited but not checked: ${pathname}`)],
  };
  return visitor;
}

async function keepEvidence(folder, visitors, world) {
  fs.mkdirSync(folder, {recursive: true});
  for (const [index, visitor] of visitors.entries()) {
    await visitor.page.screenshot({path: path.join(folder, `${index}.png`), fullPage: true}).catch(() => {});
    fs.writeFileSync(path.join(folder, `${index}.html`), await visitor.page.content().catch(() => ''));
  }
  fs.writeFileSync(path.join(folder, 'program.log'), world.demo.log().slice(-300).join('\n'));
}

function inTime(promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not at its end after ${LONGEST / 1000} s`)), LONGEST);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Runs one journey in one world; {id, language, faults}. */
export async function run(told, language, world, evidence) {
  const visitors = [];
  const begin = Date.now();
  const problems = [];
  try {
    await inTime(told.body({
      language,
      demo: world.demo,
      /** A text by language: say('Nederlands', 'English'). */
      say: (nl, en) => (language === 'nl' ? nl : en),
      /** A name that no other journey uses. */
      unique: (name) => `${name} ${language}${world.name.slice(0, 2)}${(world.count = (world.count ?? 0) + 1)}`,
      async visitor(options = {}) {
        const visitor = await makeVisitor(world, {screen: told.screen, hands: told.hands, javascript: told.javascript, ...options}, options.language ?? language);
        visitors.push(visitor);
        return visitor;
      },
    }));
  } catch (error) {
    problems.push(error.stack?.split('\n').slice(0, 6).join('\n       ') ?? String(error));
  }
  problems.push(...visitors.flatMap((visitor) => visitor.faults()));
  if (problems.length > 0) await keepEvidence(path.join(evidence, `${told.id}-${told.title.replace(/\W+/g, '-')}-${world.name}`), visitors, world);
  for (const visitor of visitors) await visitor.context.close();
  return {told, language, world: world.name, problems: [...new Set(problems)], seconds: (Date.now() - begin) / 1000};
}
