// Signing in and out, as staff in each role and as a learner.
import assert from 'node:assert/strict';
import {journey} from '../lib/journey.mjs';
import {signIn, signOut} from '../lib/people.mjs';

/** Signs in from the page that needs it, sees the own menu, signs out, sees it gone. */
function inAndOut(kind, name, from) {
  return async ({visitor}) => {
    const somebody = await visitor();
    const {page} = somebody;
    const menu = page.locator('details.account > summary');
    await somebody.go('/');
    assert.equal(await menu.count(), 0);
    await signIn(somebody, kind, name, `/sign-in?return_to=${from}`);
    await menu.waitFor();
    assert.ok((await menu.textContent()).includes(name));
    await somebody.go(from);
    await page.getByRole('navigation').first().waitFor();
    await signOut(somebody);
    assert.equal(await menu.count(), 0);
  };
}

journey('AC-LOG-01', 'A badge-class admin can log in, and out (AC-LOG-02)', inAndOut('staff', 'Daan Vermeulen', '/manage'));
journey('AC-LOG-04', 'An issuer admin can log in, and out (AC-LOG-05)', {languages: ['nl']}, inAndOut('staff', 'Marijke Hoekstra', '/manage'));
journey('AC-LOG-06', 'An issuer-group admin can log in, and out (AC-LOG-07)', {languages: ['en']}, inAndOut('staff', 'Pieter Jansen', '/manage'));
journey('AC-LOG-08', 'An institution admin can log in, and out (AC-LOG-09), by keyboard', {hands: 'keyboard'}, inAndOut('staff', 'Fatima El Amrani', '/manage'));
journey('AC-BAK-01', 'A learner can log in to the backpack, and out (AC-BAK-02), on a phone', {screen: 'phone', postgres: true}, inAndOut('learner', 'Sanne de Groot', '/backpack'));
