// What a learner does with an edubadge that is offered: decline it, claim it, share it, and what happens when it is revoked. Learners hold a phone.
import assert from 'node:assert/strict';
import {journey} from '../lib/journey.mjs';
import {findClass, mailTo, signIn} from '../lib/people.mjs';

/** A member of staff at the page of a class that is theirs. */
async function staffAt({visitor}, name, title) {
  const staff = await visitor({screen: 'desktop'});
  await signIn(staff, 'staff', name, '/sign-in?return_to=/manage');
  await findClass(staff, title);
  return staff;
}

/** Awards the class whose page is open to one person by mail and EPPN, with a grade where one is given; gives the address of the class's page. */
async function award({page, hands, follow}, {learner, grade}, say) {
  const managed = new URL(page.url()).pathname;
  await follow(page.getByRole('main').locator('a[href$="/award"]'));
  await hands.fill(page.locator('#mail'), learner.mail);
  await hands.check(page.locator('input[name=by][value=eppn]'));
  await hands.fill(page.locator('#eppn'), learner.eppn);
  if (grade) {
    // The fold is open already where the class asks for something in it.
    if (!(await page.locator('#grade').isVisible())) await hands.press(page.locator('details:has(#grade) > summary'));
    await hands.fill(page.locator('#grade'), grade);
  }
  await follow(page.locator('form button.primary.big'));
  assert.ok(await page.getByRole('main').getByText(say('Uitgereikt. De mail gaat nu weg.', 'Awarded. The mail is leaving now.')).isVisible());
  return managed;
}

const offerOf = ({page}, title) => page.getByRole('main').getByRole('article').filter({has: page.getByRole('heading', {name: title, exact: true})}).locator('a[href^="/backpack/offers/"]');

/** Declined in the backpack, gone from the offers, and taken back until its period ends. */
function decline({staff, title, ...whom}) {
  const {learner} = whom;
  return async (world) => {
    const {visitor, say, demo} = world;
    const teacher = await staffAt(world, staff, title);
    await award(teacher, whom, say);
    const person = await visitor();
    const {page, hands, follow} = person;
    await signIn(person, 'learner', learner.name, '/sign-in?return_to=/backpack');
    await follow(offerOf(person, title));
    const offer = new URL(page.url()).pathname;
    await hands.press(page.locator('details:has(form[action$="/decline"]) > summary'));
    await follow(page.locator('form[action$="/decline"] button'));
    assert.ok(await page.getByText(say('Je hebt deze edubadge geweigerd.', 'You declined this edubadge.')).isVisible());
    await person.go('/backpack');
    assert.equal(await offerOf(person, title).count(), 0, 'no longer among the offers');

    // The mail still leads to it, and there it can be taken back.
    const mail = await mailTo(demo, learner.mail, title);
    await person.go(mail.links.find((link) => link.includes('/claim/')));
    assert.equal(new URL(page.url()).pathname, offer);
    await follow(page.locator('form[action$="/take-back"] button'));
    assert.ok(await page.getByText(say('Je weigering is teruggedraaid.', 'Your refusal is undone.')).isVisible());
    await person.go('/backpack');
    assert.equal(await offerOf(person, title).count(), 1, 'among the offers again');
  };
}

/** Claimed, made public, shared and verified; then revoked by staff and seen in the archive. */
function keep({staff, title, ...whom}) {
  const {learner} = whom;
  return async (world) => {
    const {visitor, say} = world;
    const teacher = await staffAt(world, staff, title);
    const managed = await award(teacher, whom, say);
    const person = await visitor();
    const {page, hands, follow} = person;
    const main = page.getByRole('main');
    await signIn(person, 'learner', learner.name, '/sign-in?return_to=/backpack');
    await follow(offerOf(person, title));
    const terms = page.locator('#terms');
    if ((await terms.count()) > 0) {
      await hands.check(terms);
    }
    await follow(page.locator('form[action$="/claim"] button'));
    assert.ok(await main.getByText(say('Gelukt! Deze edubadge zit nu in je backpack.', 'Done! This edubadge is in your backpack now.')).isVisible());
    await person.go('/backpack');
    await follow(main.locator('#badges').getByRole('link', {name: title, exact: true}));

    // Private until the learner chooses: nothing to share, and nobody finds it.
    const own = new URL(page.url()).pathname;
    const address = own.replace('/backpack', '');
    assert.ok(await page.locator('input[name=visibility][value=private]').isChecked());
    assert.equal(await page.locator('#link').count(), 0);
    const employer = await visitor({screen: 'desktop'});
    await employer.go(address, 404);
    await hands.check(page.locator('input[name=visibility][value=public]'));
    await follow(page.locator('form[action$="/public"] button'));
    assert.ok(await main.getByText(say('Je edubadge is nu openbaar.', 'Your edubadge is public now.')).isVisible());
    assert.ok(await page.locator('input[name=visibility][value=public]').isChecked());
    await hands.press(page.locator('[data-copy="#link"]'));
    await page.locator('[data-copy="#link"]').getByText(say('Gekopieerd', 'Copied')).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(new URL(copied).pathname, address);

    // Whoever has the link can check it: nothing failed, and what was not decided says why.
    await employer.go(copied);
    const verdict = employer.page.locator('#verdict');
    assert.equal(await verdict.innerText(), say('Echt en geldig', 'Genuine and valid'));
    assert.ok((await employer.page.getByRole('main').innerText()).includes(learner.name));
    const checks = await employer.page.locator('.checks li').evaluateAll((all) => all.map((li) => ({failed: li.classList.contains('no'), reason: li.querySelector('.small').textContent.trim(), state: li.querySelector('.state').textContent.trim()})));
    assert.ok(checks.length > 8, `${checks.length} checks`);
    assert.ok(checks.some((check) => check.state === say('In orde', 'Passed')), `states: ${checks.map((check) => check.state)}`);
    for (const check of checks) assert.ok(!check.failed && check.reason.length > 5, JSON.stringify(check));

    // Staff revoke it, with a reason; the learner is told it in the archive, the employer sees no name.
    await teacher.go(`${managed}/edubadges`);
    await teacher.hands.check(teacher.page.getByRole('row').filter({hasText: learner.name}).filter({hasText: say('Geldig', 'Valid')}).getByRole('checkbox').first());
    await teacher.follow(teacher.page.locator('form[data-select] button.danger'));
    await teacher.follow(teacher.page.locator('form[action*="/revoke"] button.danger'), 422);
    assert.ok(await teacher.page.locator('#reason-error').isVisible(), 'a reason is needed');
    await teacher.hands.fill(teacher.page.locator('#reason'), say('Het cijfer was van iemand anders', 'The grade was somebody else’s'));
    await teacher.follow(teacher.page.locator('form[action*="/revoke"] button.danger'));
    assert.ok(await teacher.page.getByText(say('Ingetrokken: 1.', 'Revoked: 1.')).isVisible());
    await person.go('/backpack');
    assert.equal(await page.locator(`#badges a[href="${own}"]`).count(), 0);
    await person.go('/backpack/archive');
    const kept = main.getByRole('article').filter({has: page.locator(`a[href="${own}"]`)});
    assert.ok(await kept.getByText(say('Ingetrokken', 'Revoked')).isVisible());
    await follow(kept.getByRole('link', {name: title, exact: true}));
    assert.ok((await main.innerText()).includes(say('Het cijfer was van iemand anders', 'The grade was somebody else’s')));
    await employer.go(copied);
    assert.equal(await verdict.innerText(), say('Deze edubadge is ingetrokken', 'This edubadge was revoked'));
    assert.ok(!(await employer.page.getByRole('main').innerText()).includes(learner.name), 'no name on a revoked edubadge');
  };
}

const KOEN = {name: 'Koen Scholten', mail: 'koen.scholten@post.example', eppn: 'k.scholten@student.uvv.example'};
const RUBEN = {name: 'Ruben Faverey', mail: 'ruben.faverey@post.example', eppn: 'r.faverey@student.uvv.example'};
const MILAN = {name: 'Milan Kaya', mail: 'milan.kaya@post.example', eppn: 'm.kaya@mbodelta.example'};

journey('AC-AWD-01', 'A learner declines an offer and takes it back, WO', {screen: 'phone', languages: ['nl']}, decline({staff: 'Nienke Terpstra', title: 'Law and Politics', learner: KOEN}));
journey('AC-AWD-01', 'A learner declines an offer and takes it back, MBO', {screen: 'phone', languages: ['en']}, decline({staff: 'Ferry Tuinstra', title: 'Introduction to Psychology', learner: MILAN}));

const KEPT = 'AC-AWD-02 AC-SHR-01 AC-SHR-02 AC-STF-08 AC-AWD-03';
journey(KEPT, 'A learner claims an edubadge, shares it, and sees it revoked, WO', {screen: 'phone', languages: ['en']}, keep({staff: 'Nienke Terpstra', title: 'Introduction to Psychology', learner: RUBEN, grade: '8'}));
journey(KEPT, 'A learner claims an edubadge, shares it, and sees it revoked, MBO', {screen: 'phone', languages: ['nl']}, keep({staff: 'Ferry Tuinstra', title: 'Growth and Development', learner: MILAN}));
journey(`${KEPT} X-26`, 'A learner claims an edubadge, shares it, and sees it revoked, with the keyboard alone, WO', {hands: 'keyboard', languages: ['nl']}, keep({staff: 'Nienke Terpstra', title: 'Introduction to Psychology', learner: RUBEN, grade: '8'}));
