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
