// What the operator does, the terms that stand before a backpack, and the warning before a session ends.
import assert from 'node:assert/strict';
import {journey} from '../lib/journey.mjs';
import {mailTo, signIn} from '../lib/people.mjs';

async function onboarding({visitor, say, unique, demo}) {
  const name = unique(say('Hogeschool Horizon', 'Horizon University'));
  const code = `${name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')}.example`;
  const omar = await visitor();
  const {page, hands} = omar;
  await signIn(omar, 'staff', 'Omar Bos', '/sign-in?return_to=/admin');
  await omar.follow(page.locator('a[href="/admin/institutions/new"]'));
  // A mistake is explained, and what was typed stays.
  await hands.fill(page.locator('#name_nl'), name);
  await hands.fill(page.locator('#name_en'), name);
  await hands.fill(page.locator('#identifier'), code);
  await hands.select(page.locator('#sector'), say('Hbo', 'University of applied sciences'));
  await hands.fill(page.locator('#brin'), '1');
  await hands.fill(page.locator('#admin'), `iris@${code}`);
  await omar.follow(page.locator('main button.primary'), 422);
  assert.equal(await page.locator('#identifier').inputValue(), code);
  await hands.fill(page.locator('#brin'), '21PB');
  await omar.follow(page.locator('main button.primary'));
  assert.equal(await page.getByRole('heading', {level: 1}).innerText(), name);
  const mail = await mailTo(demo, `iris@${code}`);
  assert.ok(mail.text.includes(name) && mail.links.some((link) => link.endsWith('/manage')), mail.text);
  await omar.go('/admin');
  await page.getByRole('link', {name}).waitFor();
  await omar.go('/admin/audit');
  await omar.go('/admin/terms');
}
journey('X-25', 'The operator registers an institution and names its first admin', {postgres: true}, onboarding);
journey('X-25', 'The operator does that with the keyboard', {hands: 'keyboard', languages: ['nl']}, onboarding);

journey('X-06', 'Somebody new reads the terms before the backpack opens, once', {languages: ['nl'], screen: 'phone'}, async ({visitor}) => {
  const lotte = await visitor();
  const {page, hands} = lotte;
  await signIn(lotte, 'learner', 'Lotte de Vries', '/sign-in?return_to=/backpack/archive');
  assert.equal(new URL(page.url()).pathname, '/account/terms');
  await lotte.follow(page.locator('main button.primary'), 422);
  await hands.check(page.locator('#agree'));
  await lotte.follow(page.locator('main button.primary'));
  assert.equal(new URL(page.url()).pathname, '/backpack/archive');
  await lotte.go('/backpack');
  assert.equal(new URL(page.url()).pathname, '/backpack');
});

journey('session', 'A warning comes before a session ends, and more time can be had', async ({visitor, say}) => {
  const daan = await visitor();
  const {page, hands} = daan;
  await signIn(daan, 'staff', 'Daan Vermeulen', '/sign-in?return_to=/manage');
  await page.clock.install();
  await daan.go('/account');
  const warning = page.getByRole('alertdialog', {name: say('Ben je er nog?', 'Are you still there?')});
  await page.clock.fastForward('01:30:00');
  assert.equal(await warning.count(), 0, 'not before it is needed');
  await page.clock.fastForward('00:26:00');
  await warning.waitFor();
  await daan.check();
  await hands.press(warning.getByRole('button', {name: say('Blijf ingelogd', 'Stay signed in')}));
  await warning.waitFor({state: 'hidden'});
  // Told no more until it is needed again.
  await page.clock.fastForward('01:30:00');
  assert.equal(await warning.count(), 0);
  await page.clock.fastForward('00:26:00');
  await warning.waitFor();
  await hands.press(warning.getByRole('button', {name: say('Sluit', 'Close')}));
  await warning.waitFor({state: 'hidden'});
});
