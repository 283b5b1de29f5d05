// What staff do with awards: to several people at once, at a moment of their own, and what they mend afterwards: an address, a withdrawal, whose it is.
import assert from 'node:assert/strict';
import {journey} from '../lib/journey.mjs';
import {findClass, mailTo, signIn} from '../lib/people.mjs';

async function staffAt({visitor}, name, title, screen) {
  const staff = await visitor({screen});
  await signIn(staff, 'staff', name, '/sign-in?return_to=/manage');
  await findClass(staff, title);
  await staff.follow(staff.page.getByRole('main').locator('a[href$="/award"]'));
  return staff;
}

/** Fills in one recipient by name; the first has the fields without a number. */
async function recipient({page, hands}, n, {mail, first, last, grade}) {
  const field = (name) => page.locator(`[id="${n === 0 ? name : `${n}_${name}`}"]`);
  await hands.fill(field('mail'), mail);
  await hands.check(page.locator(`input[name="${n === 0 ? 'by' : `${n}_by`}"][value=name]`));
  await hands.fill(field('first_name'), first);
  await hands.fill(field('last_name'), last);
  if (grade) {
    if (!(await field('grade').isVisible())) await hands.press(page.locator(`details:has([id="${n === 0 ? 'grade' : `${n}_grade`}"]) > summary`));
    await hands.fill(field('grade'), grade);
  }
}

const rows = ({page}) => page.locator('#recipients > li');
const send = ({follow, page}, status) => follow(page.locator('form button.primary.big'), status);
const row = ({page}, mail) => page.getByRole('row').filter({hasText: mail});

/** Several people, one of them twice: said at the field, mended, awarded; then an address is corrected, and another award withdrawn. */
function mend({staff, title, tag}) {
  return async (world) => {
    const {visitor, say, demo} = world;
    const teacher = await staffAt(world, staff, title);
    const {page, hands, follow} = teacher;
    const main = page.getByRole('main');
    const add = page.locator('button[name=add_recipient]');
    const address = (who) => `${who}.${tag}@post.example`;
    await hands.press(add);
    await hands.press(add);
    assert.equal(await rows(teacher).count(), 3);
    await recipient(teacher, 0, {mail: address('amber'), first: 'Amber', last: 'Alders', grade: '7'});
    const second = await rows(teacher).nth(1).locator('input[type=email]').getAttribute('id');
    const third = await rows(teacher).nth(2).locator('input[type=email]').getAttribute('id');
    await recipient(teacher, Number.parseInt(second, 10), {mail: address('bas'), first: 'Bas', last: 'Berg', grade: '8'});
    await recipient(teacher, Number.parseInt(third, 10), {mail: address('AMBER'), first: 'Amber', last: 'Alders'});
    await send(teacher, 422);
    // The third stands there twice; what was typed for all is still there.
    assert.ok(await page.locator('[id="2_mail-error"]').getByText(say('Deze persoon staat hierboven al.', 'This person stands above already.')).isVisible());
    assert.equal(await page.locator('[id="1_grade"]').inputValue(), '8');
    await hands.press(rows(teacher).nth(2).locator('button[name=remove_recipient]'));
    assert.equal(await rows(teacher).count(), 2);
    await send(teacher);
    const batch = new URL(page.url()).pathname;
    const lost = await mailTo(demo, address('bas'), title);
    const dead = lost.links.find((link) => link.includes('/claim/'));

    // The address of one was wrong.
    await teacher.go(batch);
    await follow(row(teacher, address('bas')).getByRole('link'));
    await hands.fill(page.locator('#mail'), address('bas.berg'));
    await follow(page.locator('form[action$="/correct"] button'));
    assert.ok(await main.getByText(say('Het adres is verbeterd.', 'The address was corrected.')).isVisible());
    const found = await mailTo(demo, address('bas.berg'), title);
    const person = await visitor({screen: 'phone'});
    await person.go(dead, 404);
    await person.go(found.links.find((link) => link.includes('/claim/')));
    assert.ok(await person.page.getByRole('heading', {level: 1, name: say('Er ligt een edubadge voor je klaar', 'An edubadge is waiting for you')}).isVisible());

    // The other is withdrawn, with a reason; it stays listed, and its link says so.
    const amber = await mailTo(demo, address('amber'), title);
    await teacher.go(batch);
    await hands.check(row(teacher, address('amber')).getByRole('checkbox'));
    await follow(page.locator('.bar button[value=withdraw]'));
    await follow(page.locator('form button.danger'), 422);
    assert.ok(await page.locator('#reason-error').isVisible(), 'a reason is needed');
    await hands.fill(page.locator('#reason'), say('Verkeerde groep', 'Wrong group'));
    await follow(page.locator('form button.danger'));
    assert.ok(await row(teacher, address('amber')).getByText(say('Ingetrokken', 'Withdrawn')).isVisible());
    assert.ok(await row(teacher, address('amber')).getByText(say('Verkeerde groep', 'Wrong group')).isVisible());
    assert.ok(await main.locator('.figures').getByText(say('claimpercentage', 'claim rate')).isVisible());
    await person.go(amber.links.find((link) => link.includes('/claim/')));
    assert.ok(await person.page.getByText(say('Dit aanbod is teruggetrokken', 'This offer was withdrawn')).isVisible());

    // Among the open ones of the class is the one, and not the other.
    await teacher.go(`${batch.replace(/\/batches\/.*/, '')}/awards?q=${tag}`);
    assert.equal(await row(teacher, address('bas.berg')).count(), 1);
    assert.equal(await row(teacher, address('amber')).count(), 0);
    await teacher.go(`${batch.replace(/\/batches\/.*/, '')}/batches`);
    assert.ok((await main.locator('tbody tr').count()) > 0);
  };
}

/** Planned for a day to come, and stopped before. */
function plan({staff, title, tag}) {
  return async (world) => {
    const {say} = world;
    const teacher = await staffAt(world, staff, title, 'phone');
    const {page, hands, follow} = teacher;
    await recipient(teacher, 0, {mail: `cas.${tag}@post.example`, first: 'Cas', last: 'Cox', grade: '7'});
    await hands.check(page.locator('input[name=when][value=later]'));
    await send(teacher, 422);
    assert.ok(await page.locator('#date-error').isVisible());
    const day = new Date(Date.now() + 9 * 86_400_000).toISOString().slice(0, 10);
    await page.locator('#date').fill(day);
    await send(teacher);
    assert.ok(await page.getByText(say('De uitreiking staat klaar.', 'The award is ready to go.')).isVisible());
    await follow(page.locator('form[action$="/cancel"] button'));
    assert.ok(await page.getByText(say('De reeks is gestopt. Niemand heeft iets gekregen.', 'The batch was stopped. Nobody got anything.')).isVisible());
  };
}

/** Somebody with another address says that it is theirs; the awarder gives it. */
function whose({staff, title, tag, learner}) {
  return async (world) => {
    const {visitor, say, demo} = world;
    const teacher = await staffAt(world, staff, title, 'desktop');
    const old = `oud.${tag}@post.example`;
    await recipient(teacher, 0, {mail: old, first: 'Ruben', last: 'Faverey', grade: '8'});
    await send(teacher);
    const mail = await mailTo(demo, old, title);
    const person = await visitor({screen: 'phone'});
    await signIn(person, 'learner', learner.name, '/sign-in?return_to=/backpack');
    await person.go(mail.links.find((link) => link.includes('/claim/')));
    const offer = new URL(person.page.url()).pathname;
    await person.hands.fill(person.page.locator('#plea'), say('Dat is mijn oude adres.', 'That is my old address.'));
    await person.follow(person.page.locator('form[action$="/plea"] button'));
    await teacher.go('/manage/pleas');
    await teacher.follow(teacher.page.getByRole('row').filter({hasText: old}).getByRole('link'));
    assert.ok(await teacher.page.getByText(say('Dat is mijn oude adres.', 'That is my old address.')).isVisible());
    await teacher.follow(teacher.page.locator('form[action$="/give"] button'));
    await mailTo(demo, learner.mail, say('is van jou', 'is yours'));
    await person.go(offer);
    assert.ok(await person.page.locator('form[action$="/claim"] button').isVisible(), 'theirs to claim');
  };
}

const RUBEN = {name: 'Ruben Faverey', mail: 'ruben.faverey@post.example'};
const NIENKE = {staff: 'Nienke Terpstra', title: 'Law and Politics'};
const FERRY = {staff: 'Ferry Tuinstra', title: 'Introduction to Psychology'};

journey('X-11 X-14 X-15', 'Several people are awarded, an address is corrected, an award is withdrawn, WO', {screen: 'desktop'}, mend({...NIENKE, tag: 'wo'}));
journey('X-11 X-14 X-15', 'Several people are awarded, an address is corrected, an award is withdrawn, with the keyboard alone, MBO', {screen: 'desktop', hands: 'keyboard', languages: ['nl']}, mend({...FERRY, tag: 'mbo'}));
journey('X-12', 'An award is planned and stopped before its moment, WO', {screen: 'phone', languages: ['en']}, plan({...NIENKE, tag: 'plan'}));
journey('X-14', 'Somebody with another address gets the award that is theirs, WO', {screen: 'phone', languages: ['nl']}, whose({...NIENKE, tag: 'mine', learner: RUBEN}));
