// The other language: the same page, with its filters and what was typed.
import assert from 'node:assert/strict';
import {begin, fill, isFilled, needed} from '../lib/editor.mjs';
import {journey} from '../lib/journey.mjs';
import {atTheIssuer} from '../lib/people.mjs';

/** Presses the link to the other language; from then on the person reads that. */
async function turn(visitor) {
  const {page, hands} = visitor;
  const link = page.locator('a[rel=alternate][hreflang]');
  if (!(await link.isVisible())) await hands.press(page.locator('details.menu > summary'));
  const {pathname} = new URL(page.url());
  visitor.language = visitor.language === 'nl' ? 'en' : 'nl';
  await visitor.follow(link);
  assert.equal(new URL(page.url()).pathname, pathname, 'the same page');
}

/** Search, filter and order of the catalogue stay, in the address and on the page. */
async function inTheCatalogue({visitor, say}) {
  const guest = await visitor();
  const {page, hands} = guest;
  await guest.go('/catalogue?sort=newest');
  const filters = page.locator('#facets > summary');
  if (await filters.isVisible()) await hands.press(filters);
  await hands.check(page.locator('#facets').getByRole('checkbox', {name: /^Microcredential/}));
  await page.waitForURL((url) => url.searchParams.get('type') === 'microcredential');
  // Typed, and turned before the list could follow.
  await hands.fill(page.locator('#q'), 'data');
  await turn(guest);
  assert.equal(await page.locator('#q').inputValue(), 'data');
  assert.ok(await page.locator('#facets input[value=microcredential]').isChecked());
  assert.equal(await page.locator('#sort').inputValue(), 'newest');
  const {searchParams} = new URL(page.url());
  assert.deepEqual([searchParams.get('q'), searchParams.get('type'), searchParams.get('sort')], ['data', 'microcredential', 'newest']);
  const titles = await page.locator('#results article h3').allInnerTexts();
  assert.ok(titles.includes(say('Climate Data for Policy', 'Klimaatdata voor beleid')), titles.join());
}

journey('X-01', 'The other language keeps the search and filters of the catalogue', {languages: ['nl']}, inTheCatalogue);
journey('X-01', 'The other language keeps the search and filters of the catalogue on a phone', {screen: 'phone', languages: ['en']}, inTheCatalogue);

/** What was typed in a form stays, also in one that was refused and in rows that were added. */
async function inForms(world) {
  const {say, unique} = world;
  const staff = await atTheIssuer(world, 'wo');
  const {page, hands, follow} = staff;
  await begin(staff, 'regular');
  await follow(page.locator('button[name=do][value=publish]'), 422);
  const steps = [...needed(unique(say('Tweetalig', 'Bilingual')), 'regular', 'wo', say), ['check', 'participation', 'online'], ['uncheck', 'direct_awards', 'on'], ['select', 'second_lang', 'en'], ['select', 'stackability', 'stackable']];
  await fill(staff, steps);
  await hands.press(page.locator('[data-add-row=outcome-rows]'));
  await hands.fill(page.locator('#outcome-4'), say('vertelt het na', 'tells it again'));
  await turn(staff);
  await isFilled(staff, [...steps, ['fill', 'outcome-4', say('vertelt het na', 'tells it again')]]);
  assert.equal(await page.locator('button[name=do][value=save]').innerText(), say('Save draft', 'Bewaar concept'));

  // Kept and turned once more: nothing of before comes back over what stands there now.
  await follow(page.locator('button[name=do][value=save]'));
  await hands.fill(page.locator('#criteria'), 'Anders');
  await turn(staff);
  assert.equal(await page.locator('#criteria').inputValue(), 'Anders');
}

journey('X-01', 'The other language keeps what was typed in a form', {languages: ['nl']}, inForms);
