// What holds for every page, whoever visits it: WCAG 2.2 AA as far as axe can tell, in light and dark; and what axe doesn't look at.
import {createHash} from 'node:crypto';
import axeCore from 'axe-core';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const LIGHT = {resultTypes: ['violations'], runOnly: {type: 'tag', values: TAGS}};
const DARK = {resultTypes: ['violations'], runOnly: {type: 'rule', values: ['color-contrast']}};
// Pages that were found without fault: the same page on the same screen is looked at once, however many people pass it.
const good = new Set();

function told(violations, scheme) {
  return violations.flatMap((violation) => violation.nodes.slice(0, 3).map((node) => `axe (${scheme}) ${violation.id}: ${node.target.join(' ')}: ${node.failureSummary.replace(/\s*\n\s*/g, ' ')}`));
}

/** What decides how the page looks: all of it as it stands now, typed things included, but the token of the session. */
function appearance() {
  const typed = [...document.querySelectorAll('input:not([name=csrf]), select, textarea')].map((field) => `${field.value}${field.checked ?? ''}`);
  return [innerWidth, document.documentElement.outerHTML.replace(/name="csrf" value="[^"]*"/g, ''), ...typed].join('\n');
}

/** Violations of WCAG on the page as it stands, as sentences. */
export async function axe(page) {
  const seen = createHash('sha256').update(await page.evaluate(appearance)).digest('hex');
  if (good.has(seen)) return [];
  const run = (options) => page.evaluate((how) => window.axe.run(document, how), options);
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeCore.source);
  const light = await run(LIGHT);
  await page.emulateMedia({colorScheme: 'dark'});
  const dark = await run(DARK);
  await page.emulateMedia({colorScheme: 'light'});
  const found = [...told(light.violations, 'light'), ...told(dark.violations, 'dark')];
  if (found.length === 0) good.add(seen);
  return found;
}

function look(language) {
  const wrong = [];
  const root = document.documentElement;
  if (root.lang !== language) wrong.push(`<html lang> is "${root.lang}", the person reads ${language}`);
  const headings = document.querySelectorAll('h1');
  if (headings.length !== 1) wrong.push(`${headings.length} headings of the first level`);
  let above = 1;
  for (const heading of document.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
    const level = Number(heading.tagName[1]);
    if (level > above + 1) wrong.push(`from a heading of level ${above} to ${level}: "${heading.textContent.trim()}"`);
    above = level;
  }
  if (!/\S.* · \S/.test(document.title)) wrong.push(`the title is "${document.title}"`);
  if (root.scrollWidth > root.clientWidth) {
    const wide = [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1 && !element.closest('[class*=scroll]'));
    const names = wide.slice(-3).map((element) => `${element.tagName.toLowerCase()}.${element.className}`);
    wrong.push(`wider than the screen by ${root.scrollWidth - root.clientWidth} px: ${names.join(', ')}`);
  }
  for (const image of document.images) if (image.complete && image.naturalWidth === 0 && image.currentSrc) wrong.push(`image does not load: ${image.currentSrc}`);
  return wrong;
}

/** Everything that is wrong with the page as it stands, as sentences. */
export async function faults(page, language) {
  return [...(await page.evaluate(look, language)), ...(await axe(page))];
}

/**
 * Listens to a page for what must never happen: errors in scripts, requests to others, answers of 500, missing parts.
 * Gives the list that grows. `own` says which origins are ours.
 */
export function listen(page, own) {
  const heard = [];
  page.on('pageerror', (error) => heard.push(`script error: ${error.message}`));
  page.on('console', (message) => {
    // A status of 4xx is told below, with its address.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) heard.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && !own.includes(url.origin)) heard.push(`asked somebody else: ${url.origin}`);
  });
  page.on('response', (response) => {
    const isPage = response.request().isNavigationRequest();
    if (response.status() >= 500 || (!isPage && response.status() >= 400)) heard.push(`${response.status()} ${response.request().method()} ${new URL(response.url()).pathname}`);
  });
  return heard;
}
