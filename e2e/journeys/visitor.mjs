// Somebody who has no account.
import assert from 'node:assert/strict';
import {journey} from '../lib/journey.mjs';

async function startPage({visitor}) {
  const guest = await visitor();
  await guest.go('/');
  for (const address of ['/backpack', '/catalogue', '/manage']) {
    assert.ok(await guest.page.getByRole('main').locator(`a[href^="${address}"]`).first().isVisible(), `no way in to ${address}`);
  }
  assert.ok(await guest.page.getByRole('contentinfo').isVisible());
}

journey('AC-ANO-01', 'A guest can see the start page', {postgres: true}, startPage);
journey('AC-ANO-01', 'A guest can see the start page on a phone', {screen: 'phone'}, startPage);
journey('AC-ANO-01', 'A guest can see the start page without JavaScript', {javascript: false, languages: ['nl']}, startPage);

/** Waits until the list of the catalogue is the answer to what was asked: the script brings it while the page stays. */
async function found({page}, count) {
  await page.waitForFunction((wanted) => document.querySelectorAll('#results article').length === wanted, count);
}

async function nothingFound({visitor, say}) {
  const guest = await visitor();
  const {page} = guest;
  await guest.go('/catalogue');
  const cards = await page.locator('#results article').count();
  assert.ok(cards > 10, `${cards} cards`);
  const nonsense = `§§ %_'"\\ <b>xyzzy</b> & ;--`;
  await guest.hands.fill(page.locator('#q'), nonsense);
  await guest.follow(page.getByRole('search').getByRole('button'));
  await found(guest, 0);
  assert.equal(await page.locator('#q').inputValue(), nonsense);
  assert.ok((await page.locator('#results').innerText()).includes(say(`Niets gevonden voor`, `Nothing found for`)));
  assert.equal(await page.locator('#results b').count(), 0, 'what was typed is text, not markup');
  await guest.follow(page.locator('#results').getByRole('link').last());
  await found(guest, cards);
}

journey('AC-ANO-02', 'A guest who searches for what does not exist gets an empty list', nothingFound);
journey('AC-ANO-02', 'A guest who searches for what does not exist gets an empty list, without JavaScript', {javascript: false, languages: ['en']}, nothingFound);

async function readClass({visitor, say}) {
  const guest = await visitor();
  const {page, hands} = guest;
  await guest.go('/catalogue');
  await hands.fill(page.locator('#q'), 'dynamics');
  await page.waitForURL((url) => url.searchParams.get('q') === 'dynamics');
  const filters = page.locator('#facets > summary');
  if (await filters.isVisible()) await hands.press(filters);
  await hands.check(page.locator('#facets').getByRole('checkbox', {name: /^MBO Delta/}));
  await page.waitForURL((url) => url.searchParams.has('institution'));
  await found(guest, 1);
  await guest.check();
  await guest.follow(page.locator('#results').getByRole('link', {name: 'Group Dynamics', exact: true}));
  assert.equal(await page.getByRole('heading', {level: 1}).innerText(), 'Group Dynamics');
  const main = await page.getByRole('main').innerText();
  for (const part of say(['MBO Delta', 'SBU', 'Het onderwijs'], ['MBO Delta', 'SBU', 'The education'])) assert.ok(main.includes(part), `the page says "${part}"`);
  // Who wants it is offered a way to ask for it.
  const aside = page.getByRole('complementary');
  assert.ok(await aside.getByText(say('Log in om aan te vragen', 'Sign in to request'), {exact: true}).isVisible(), await aside.innerText());
}

journey('AC-ANO-03', 'A guest can read a badge class', {languages: ['nl']}, readClass);
journey('AC-ANO-03', 'A guest can read a badge class on a phone', {screen: 'phone', languages: ['en']}, readClass);
