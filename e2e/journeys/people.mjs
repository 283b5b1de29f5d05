// People and roles: inviting a colleague, who signs in; changing and ending roles; the last admin.
import assert from 'node:assert/strict';
import {journey} from '../lib/journey.mjs';
import {findClass, mailTo, signIn, signInHere} from '../lib/people.mjs';

const TESS = {name: 'Tess Kuipers', mail: 't.kuipers@uvv.example'};

/** Opens the people of the page's node and invites one person; ends at the list, which names the address. */
async function invite({page, hands, follow}, mail, role, say) {
  await follow(page.getByRole('main').locator('a[href^="/manage/people/"]').first());
  await follow(page.getByRole('main').locator('a[href$="/invite"]'));
  await follow(page.locator('main button.primary'), 422);
  await hands.fill(page.locator('#mail_0'), mail);
  await hands.select(page.locator('#role_0'), role);
  await follow(page.locator('main button.primary'));
  assert.ok(await page.getByRole('status').filter({hasText: `${say('Uitgenodigd', 'Invited')}: ${mail}`}).isVisible());
  assert.ok(await page.getByRole('row').filter({hasText: mail}).isVisible());
}

/** The invited person follows the mail's link, signs in, and sees the portal. */
async function accept({visitor, say, demo}, mail) {
  const message = await mailTo(demo, mail);
  const tess = await visitor();
  await tess.go(message.links.find((link) => link.includes('/invitations/')));
  await signInHere(tess, 'staff', TESS.name);
  assert.equal(await tess.page.getByRole('heading', {level: 1}).innerText(), say('Welkom, je kunt beginnen', 'Welcome, you can begin'));
  await tess.follow(tess.page.locator('main a.primary'));
  assert.ok(await tess.page.locator('a[href="/manage"]').first().isVisible());
  return tess;
}

/** In the row of somebody: another role. */
async function change({page, hands, follow}, name, role) {
  await follow(page.getByRole('row').filter({hasText: name}).locator('a[href*="/role?"]'));
  await hands.check(page.locator(`input[name=role][value=${role}]`));
  await follow(page.locator('main button.primary'));
}

journey('AC-USR-01 AC-USR-02 AC-USR-03', 'A badge-class admin invites a colleague, who signs in, and changes her role', {hands: 'keyboard', languages: ['nl', 'en']}, async (world) => {
  const {visitor, say} = world;
  const daan = await visitor();
  await signIn(daan, 'staff', 'Daan Vermeulen', '/sign-in?return_to=/manage');
  await findClass(daan, 'hoogbegaafd', say('Begeleiden van hoogbegaafde leerlingen', 'Supporting gifted pupils'));
  const {page, follow} = daan;
  const found = new URL(page.url()).pathname;
  await invite(daan, TESS.mail, say('Redacteur', 'Editor'), say);
  const list = new URL(page.url()).pathname;
  const tess = await accept(world, TESS.mail);
  assert.ok(await tess.page.locator('main a[href$="/edit"]').isVisible(), 'an editor edits');
  await daan.go(list);
  await change(daan, TESS.name, 'awarder');
  assert.ok(await page.getByRole('row').filter({hasText: TESS.name}).getByText(say('Uitreiker', 'Awarder')).isVisible());
  await tess.go(found);
  assert.equal(await tess.page.locator('main a[href$="/edit"]').count(), 0, 'an awarder does not, from now on');
  // The issuer above shows no people to who administers one class.
  await daan.go(found);
  await follow(page.locator('.crumbs a[href^="/manage/issuers/"]'));
  assert.equal(await page.getByRole('main').locator('a[href^="/manage/people/"]').count(), 0);
});

journey('AC-USR-04 AC-USR-05 AC-USR-06', 'An issuer admin invites an issuer admin, who becomes an awarder', {hands: 'keyboard', languages: ['nl']}, async (world) => {
  const {visitor, say} = world;
  const marijke = await visitor();
  const {page, follow} = marijke;
  await signIn(marijke, 'staff', 'Marijke Hoekstra', '/sign-in?return_to=/manage');
  await follow(page.getByRole('main').locator('section:has(#own) a[href^="/manage/issuers/"]').first());
  await invite(marijke, TESS.mail, say('Beheerder', 'Admin'), say);
  const list = new URL(page.url()).pathname;
  await accept(world, TESS.mail);
  await marijke.go(list);
  await change(marijke, TESS.name, 'awarder');
  assert.ok(await page.getByRole('row').filter({hasText: TESS.name}).getByText(say('Uitreiker', 'Awarder')).isVisible());
  await follow(page.locator('.crumbs a[href^="/manage/issuer-groups/"]'));
  assert.equal(await page.getByRole('main').locator('a[href^="/manage/people/"]').count(), 0);
});

journey('AC-USR-07 AC-USR-09', 'An issuer-group admin invites an issuer-group admin, who signs in', {hands: 'keyboard', languages: ['en']}, async (world) => {
  const {visitor, say} = world;
  const joost = await visitor();
  const {page, follow} = joost;
  await signIn(joost, 'staff', 'Joost Hendriks', '/sign-in?return_to=/manage');
  assert.equal(await page.getByRole('main').locator('a[href^="/manage/people/"]').count(), 0, 'not at the institution');
  await follow(page.getByRole('main').locator('section:has(#own) a[href^="/manage/issuer-groups/"]').first());
  await invite(joost, TESS.mail, say('Beheerder', 'Admin'), say);
  await accept(world, TESS.mail);
});

journey('AC-USR-10 AC-USR-11 AC-USR-12 X-24', 'An institution admin invites, withdraws, and can’t remove the last admin', {languages: ['nl', 'en']}, async (world) => {
  const {visitor, say, unique} = world;
  const fatima = await visitor();
  const {page, hands, follow} = fatima;
  await signIn(fatima, 'staff', 'Fatima El Amrani', '/sign-in?return_to=/manage');
  const other = `${unique('bart').replaceAll(/[^a-z0-9]/g, '')}@uvv.example`;
  await invite(fatima, other, say('Beheerder', 'Admin'), say);
  const list = new URL(page.url()).pathname;
  assert.equal(await page.locator('input[name=member]').count(), 2, 'the two hats, not the last admin');
  await hands.check(page.getByRole('row').filter({hasText: other}).getByRole('checkbox'));
  await follow(page.locator('.bar.picked button'));
  await follow(page.locator('main button.danger'));
  assert.equal(await page.getByText(other).count(), 0);
  await follow(page.locator('.crumbs a[href^="/manage/institutions/"]'));
  await invite(fatima, TESS.mail, say('Beheerder', 'Admin'), say);
  await accept(world, TESS.mail);
  await fatima.go(list);
  assert.equal(await page.locator('input[name=member]').count(), 4, 'either admin can go now');
  await follow(page.getByRole('main').locator('a[href$="/users"]'));
  await hands.fill(page.locator('#q'), 'kuipers');
  await follow(page.getByRole('search').getByRole('button'));
  await follow(page.getByRole('main').locator('table').getByRole('link', {name: TESS.name}));
  await fatima.go('/account/roles');
});
