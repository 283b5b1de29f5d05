// The tree: issuer groups and issuers made, changed, archived and deleted; badge classes deleted.
import assert from 'node:assert/strict';
import {begin, fill, needed, upload} from '../lib/editor.mjs';
import {journey} from '../lib/journey.mjs';
import {atTheIssuer, signIn} from '../lib/people.mjs';

const INSTITUTION_ADMINS = {wo: 'Fatima El Amrani', hbo: 'Maria van den Berg', mbo: 'Sjoerd Dijkstra'};
const GROUP_ADMINS = {wo: 'Joost Hendriks', hbo: 'Tineke Zijlstra', mbo: 'Kees Roelofs'};

const heading = ({page}) => page.getByRole('heading', {level: 1}).innerText();
const main = ({page}) => page.getByRole('main');
const says = (visitor, text) => main(visitor).or(visitor.page.locator('body')).getByText(text).first().waitFor();

/** Staff of a sector at the page of their institution. */
async function atTheInstitution({visitor}, name) {
  const staff = await visitor();
  await signIn(staff, 'staff', name, '/sign-in?return_to=/manage');
  return staff;
}

/** From the page of the institution: a list, a search in it, and what it finds. */
async function find(staff, list, words) {
  await staff.follow(main(staff).locator(`a[href$="${list}"]`));
  await staff.hands.fill(staff.page.locator('#q'), words);
  await staff.follow(staff.page.getByRole('search').getByRole('button'));
  await staff.follow(main(staff).locator('table').getByRole('link', {name: words, exact: true}));
}

/** Makes, changes, archives, restores and deletes an issuer in an own group. */
function issuers(sector) {
  return async (world) => {
    const {say, unique} = world;
    const admin = await atTheInstitution(world, GROUP_ADMINS[sector]);
    const {page, hands, follow} = admin;
    await follow(main(admin).locator('section:has(#own) a[href^="/manage/issuer-groups/"]').first());
    await follow(main(admin).locator('a[href$="/issuers/new"]'));
    const name = unique(say('Sterrenkunde', 'Astronomy'));
    await follow(main(admin).locator('form button.primary'), 422);
    await hands.fill(page.locator(say('#name_nl', '#name_en')), name);
    await hands.fill(page.locator(say('#description_nl', '#description_en')), say('Over sterren.', 'About stars.'));
    await hands.fill(page.locator(say('#url_nl', '#url_en')), 'https://stars.example');
    await hands.fill(page.locator('#contact_mail'), 'stars@uvv.example');
    await follow(main(admin).locator('form button.primary'));
    assert.equal(await heading(admin), name);
    await says(admin, say('Over sterren.', 'About stars.'));
    await follow(main(admin).locator('a[href$="/edit"]'));
    await hands.fill(page.locator(say('#name_nl', '#name_en')), `${name} 2`);
    await hands.fill(page.locator(say('#description_nl', '#description_en')), say('Over planeten.', 'About planets.'));
    await follow(main(admin).locator('form button.primary'));
    assert.equal(await heading(admin), `${name} 2`);
    await says(admin, say('Over planeten.', 'About planets.'));
    const issuer = new URL(page.url()).pathname;
    // to the archive and back.
    await follow(main(admin).locator(`a[href="${issuer}/archive"]`));
    await follow(main(admin).locator('form button.primary'));
    await follow(main(admin).locator(`a[href="${issuer}/restore"]`));
    await follow(main(admin).locator('form button.primary'));
    await follow(main(admin).locator('a[href$="/edit"]'));
    await follow(main(admin).locator(`a[href="${issuer}/delete"]`));
    await follow(main(admin).locator('form button.danger'));
    await says(admin, say(`${name} 2 is verwijderd`, `${name} 2 is deleted`));
    assert.equal(await main(admin).locator(`a[href="${issuer}"]`).count(), 0);
  };
}

/** Makes a group, finds it by search, changes it. */
function groups(sector) {
  return async (world) => {
    const {say, unique} = world;
    const admin = await atTheInstitution(world, INSTITUTION_ADMINS[sector]);
    const {page, hands, follow} = admin;
    const home = new URL(page.url()).pathname;
    await follow(main(admin).locator('a[href$="/issuer-groups/new"]'));
    const name = unique(say('Wetenschap', 'Science'));
    await hands.fill(page.locator(say('#name_nl', '#name_en')), name);
    await hands.fill(page.locator(say('#description_nl', '#description_en')), say('Over alles.', 'About all.'));
    await follow(main(admin).locator('form button.primary'));
    assert.equal(await heading(admin), name);
    await says(admin, say('Over alles.', 'About all.'));
    await follow(page.getByRole('navigation').locator(`a[href="${home}"]`));
    await find(admin, '/issuer-groups', name);
    assert.equal(await heading(admin), name);
    await follow(main(admin).locator('a[href$="/edit"]'));
    await hands.fill(page.locator(say('#name_nl', '#name_en')), `${name} 2`);
    await hands.fill(page.locator(say('#description_nl', '#description_en')), say('Over de natuur.', 'About nature.'));
    await follow(main(admin).locator('form button.primary'));
    assert.equal(await heading(admin), `${name} 2`);
    await says(admin, say('Over de natuur.', 'About nature.'));
  };
}

/** A class of each type: made, and deleted from its editor; gone from the issuer's list, after a reload as well. */
function classes(sector) {
  return async (world) => {
    const {say, unique} = world;
    const admin = await atTheIssuer(world, sector);
    const {page, follow} = admin;
    const issuer = new URL(page.url()).pathname;
    for (const type of ['regular', 'microcredential', 'extra-curricular']) {
      const name = unique(say(`Weg ermee ${sector}`, `Away with it ${sector}`));
      await begin(admin, type);
      await fill(admin, needed(name, type, sector, say));
      await upload(admin, [180, 40, 90]);
      await follow(page.locator('button[name=do][value=publish], form[action$="/publish"] button').first());
      await follow(page.getByRole('navigation').locator(`a[href="${issuer}"]`));
      await main(admin).getByRole('link', {name, exact: true}).waitFor();
      await follow(main(admin).getByRole('link', {name, exact: true}));
      await follow(main(admin).locator('a[href$="/edit"]'));
      await follow(main(admin).locator('a[href$="/delete"]'));
      await follow(main(admin).locator('form button.danger'));
      await says(admin, say(`${name} is verwijderd`, `${name} is deleted`));
      assert.equal(new URL(page.url()).pathname, issuer);
      assert.equal(await main(admin).getByRole('link', {name, exact: true}).count(), 0);
      await admin.reload();
      assert.equal(await main(admin).getByRole('link', {name, exact: true}).count(), 0);
    }
  };
}

/** What somebody sees of the tree, and that nothing can be added above their own place. */
function limited(name, list, words, adds) {
  return async (world) => {
    const {say} = world;
    const staff = await atTheInstitution(world, name);
    assert.equal(await main(staff).locator(adds).count(), 0, 'no action to add at the institution');
    await find(staff, list, say(...words));
    assert.equal(await heading(staff), say(...words));
    assert.equal(await main(staff).locator(adds).count(), 0, 'nor here');
  };
}

/** The owner of a class goes up to its issuer, and can't add a class there. */
function owner(name) {
  return async (world) => {
    const staff = await atTheInstitution(world, name);
    await staff.follow(main(staff).locator('a[href$="/badge-classes"]'));
    await staff.follow(main(staff).locator('table tbody a').first());
    await staff.follow(staff.page.getByRole('navigation').locator('a[href^="/manage/issuers/"]'));
    assert.equal(await main(staff).locator('a[href$="/badge-classes/new"]').count(), 0);
  };
}

/** Tags: added, put on a class, filtered by, archived, restored, deleted. */
async function tags(world) {
  const {say, unique} = world;
  const admin = await atTheInstitution(world, INSTITUTION_ADMINS.wo);
  const {page, hands, follow, go} = admin;
  const home = new URL(page.url()).pathname;
  const tag = unique(say('Zorgproject', 'Care project'));
  await follow(main(admin).locator('a[href$="/tags"]'));
  const list = new URL(page.url()).pathname;
  await follow(main(admin).locator('form button.primary'), 422);
  await hands.fill(page.locator('#name'), tag);
  await follow(main(admin).locator('form button.primary'));
  await go(`${home}/badge-classes?state=published`);
  const named = main(admin).locator('table tbody a').first();
  const name = await named.innerText();
  await follow(named);
  await follow(main(admin).locator('a[href$="/tags"]'));
  await hands.check(page.getByLabel(tag));
  await follow(main(admin).locator('form button.primary'));
  await says(admin, tag);
  await go(list);
  const row = main(admin).getByRole('row').filter({hasText: tag});
  await follow(row.getByRole('link', {name: '1 badge class'}));
  assert.deepEqual(await main(admin).locator('table tbody a').allInnerTexts(), [name], 'filtered by it');
  await go(list);
  await follow(row.locator('form[action$="/archive"] button'));
  await follow(row.locator('form[action$="/restore"] button'));
  await follow(row.locator('a[href$="/delete"]'));
  await main(admin).getByRole('link', {name}).waitFor();
  await follow(main(admin).locator('form button.danger'));
  assert.equal(await row.count(), 0);
}

/** A pattern for EPPNs is tried while it is typed, and by a button where no script arrives. */
function pattern(script) {
  return async (world) => {
    const {say} = world;
    const admin = await atTheInstitution(world, INSTITUTION_ADMINS.wo);
    const {page, hands, follow, check} = admin;
    await follow(main(admin).locator('a[href$="/edit"]'));
    await hands.fill(page.locator('#eppn_pattern'), 's[0-9]{7}@uvv\\.example');
    for (const [example, nl, en] of [['s1234567@uvv.example', 'past bij', 'fits the pattern'], ['x@uvv.example', 'past niet bij', 'doesn’t fit']]) {
      await hands.fill(page.locator('#eppn_example'), example);
      if (!script) await follow(page.locator('button[name=do][value=try]'));
      await page.locator('#eppn_trial').getByText(say(nl, en)).waitFor();
    }
    await check();
  };
}

for (const [sector, options] of [['wo', {}], ['hbo', {languages: ['nl'], hands: 'keyboard'}], ['mbo', {languages: ['en'], screen: 'phone'}]]) {
  journey('AC-ISS-03', `A group admin makes, changes, archives and deletes an issuer (${sector}; AC-ISS-04, AC-ISS-05, AC-ISS-06, X-19)`, options, issuers(sector));
  journey('AC-IGR-03', `An institution admin makes, finds and changes a group (${sector}; AC-IGR-04, AC-IGR-05)`, options, groups(sector));
  journey('AC-BCL-16', `An issuer admin deletes classes of each type that were never awarded (${sector}; AC-BCL-17, AC-BCL-18)`, options, classes(sector));
}
for (const [sector, name, words] of [['wo', 'Anneke Wiersma', ['Informatica', 'Computer Science']], ['hbo', 'Thijs Ottens', ['Informatica', 'Computer Science']], ['mbo', 'Sabine Brouwer', ['Software en Data', 'Computer Science']]]) {
  const languages = sector === 'wo' ? ['nl', 'en'] : ['nl'];
  journey('AC-ISS-01', `An issuer admin sees an issuer and can't add one (${sector}; AC-ISS-02)`, {languages}, limited(name, '/issuers', words, 'a[href$="/issuers/new"]'));
}
for (const [sector, words] of [['wo', ['Bètawetenschappen', 'Science']], ['hbo', ['Techniek en Science', 'Science']], ['mbo', ['Techniek en ICT', 'Science']]]) {
  const languages = sector === 'wo' ? ['nl', 'en'] : ['en'];
  journey('AC-IGR-01', `A group admin sees a group and can't add one (${sector}; AC-IGR-02)`, {languages}, limited(GROUP_ADMINS[sector], '/issuer-groups', words, 'a[href$="/issuer-groups/new"]'));
}
for (const [sector, name] of [['wo', 'Nienke Terpstra'], ['hbo', 'Esther Lum'], ['mbo', 'Ferry Tuinstra']]) {
  journey('AC-BCL-01', `The owner of a badge class can't add one (${sector})`, {languages: [sector === 'mbo' ? 'en' : 'nl']}, owner(name));
}
journey('X-20', 'Tags are added, put on a class, filtered by, archived and deleted', {languages: ['nl']}, tags);
journey('X-20', 'Tags with the keyboard', {languages: ['en'], hands: 'keyboard'}, tags);
journey('EPPN', 'A pattern for EPPNs is tried while it is typed', {languages: ['nl']}, pattern(true));
journey('EPPN', 'A pattern is tried without a script', {languages: ['en'], javascript: false}, pattern(false));
