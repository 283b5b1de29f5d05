// A learner asks for an edubadge from the page of its class, and staff award or deny it: from the class, and from the list over all classes.
import assert from 'node:assert/strict';
import {journey} from '../lib/journey.mjs';
import {findClass, signIn, signInHere, signOut} from '../lib/people.mjs';

/** Found in the catalogue as a guest, signed in from there, and requested. Gives the learner's browser, on the list of their requests. */
async function request({visitor, say}, {learner, title, institution, motivation}) {
  const person = await visitor({screen: 'phone'});
  const {page, hands, follow} = person;
  const main = page.getByRole('main');
  await person.go(`/catalogue?q=${encodeURIComponent(title)}`);
  const tile = main.getByRole('article').filter({hasText: say(...institution)});
  await follow(tile.getByRole('link', {name: title, exact: true}));
  const address = new URL(page.url()).pathname;
  assert.equal(await main.locator('a[href$="/request"]').count(), 0, 'a guest signs in first');
  await signInHere(person, 'learner', learner);
  assert.equal(new URL(page.url()).pathname, address, 'the same page');
  await follow(main.locator('a[href$="/request"]'));
  const terms = page.locator('#terms');
  if ((await terms.count()) > 0) {
    await follow(main.locator('form.form button.primary'), 422);
    assert.ok(await page.locator('#terms-error').isVisible());
    await hands.check(terms);
  }
  if (motivation) await hands.fill(page.locator('#motivation'), motivation);
  await follow(main.locator('form.form button.primary'));
  assert.ok(await main.getByText(say(`Je aanvraag voor “${title}” is verstuurd.`, `Your request for “${title}” was sent.`)).isVisible());
  return person;
}

/** A member of staff at the open requests of a class of theirs. */
async function openRequests({visitor, say}, name, title) {
  const staff = await visitor({screen: 'desktop'});
  await signIn(staff, 'staff', name, '/sign-in?return_to=/manage');
  await findClass(staff, title);
  await staff.follow(staff.page.getByRole('main').getByRole('link', {name: say(/open aanvra/, /open request/)}));
  return staff;
}

const pick = ({page, hands}, learner) => hands.check(page.getByRole('row').filter({hasText: learner}).getByRole('checkbox'));
const button = ({page}, nl, en, say) => page.getByRole('main').getByRole('button', {name: say(nl, en)});

/** AC-REQ-01, 02 and 05, AC-STF-01. */
function awarded({staff, title, learner, institution}) {
  return async (world) => {
    const {say} = world;
    const person = await request(world, {learner, title, institution, motivation: say('Ik heb de cursus gevolgd.', 'I took the course.')});
    const teacher = await openRequests(world, staff, title);
    await pick(teacher, learner);
    await teacher.follow(button(teacher, 'Ken toe', 'Award', say));
    assert.ok(await teacher.page.getByRole('main').getByText(say('Ik heb de cursus gevolgd.', 'I took the course.')).isVisible());
    const grade = teacher.page.locator('[id$="_grade"]');
    if (await grade.isVisible()) await teacher.hands.fill(grade, '8');
    await teacher.follow(teacher.page.getByRole('main').locator('form.form .actions button.primary'));
    assert.ok(await teacher.page.getByText(say('De aanvraag is toegekend.', 'The request was awarded.')).isVisible());
    await person.go('/backpack');
    const badge = person.page.locator('#badges').getByRole('article').filter({has: person.page.getByRole('heading', {name: title, exact: true})});
    assert.ok(await badge.getByText(say('Nieuw', 'New'), {exact: true}).isVisible(), 'marked new');
    await person.follow(badge.getByRole('link'));
    await person.go('/backpack');
    assert.equal(await badge.getByText(say('Nieuw', 'New'), {exact: true}).count(), 0, 'no longer');
    // AC-REQ-03.
    await person.go(`/catalogue?q=${encodeURIComponent(title)}`);
    await signOut(person);
    assert.equal(await person.page.locator('details.account').count(), 0);
  };
}

/** AC-STF-05, AC-STF-06, AC-STF-07 and X-07: denied, with or without a reason, from the class or from the list over all; the learner asks again and takes it back. */
function denied({staff, title, learner, institution, reason, overAll}) {
  return async (world) => {
    const {say, visitor} = world;
    const person = await request(world, {learner, title, institution});
    let teacher;
    if (overAll) {
      teacher = await visitor({screen: 'desktop'});
      await signIn(teacher, 'staff', staff, '/sign-in?return_to=/manage');
      await teacher.follow(teacher.page.getByRole('main').locator('a[href*="/requests"]'));
      await teacher.hands.fill(teacher.page.locator('#q'), learner);
      await teacher.follow(teacher.page.getByRole('search').getByRole('button'));
      await pick(teacher, title);
    } else {
      teacher = await openRequests(world, staff, title);
      await pick(teacher, learner);
    }
    await teacher.follow(button(teacher, 'Wijs af', 'Deny', say));
    if (reason) await teacher.hands.fill(teacher.page.locator('#reason'), reason);
    await teacher.follow(teacher.page.locator('form.form button.danger'));
    assert.ok(await teacher.page.getByText(say('De aanvraag is afgewezen.', 'The request was denied.')).isVisible());

    await person.go('/backpack/requests');
    const main = person.page.getByRole('main');
    const first = main.getByRole('article').filter({has: person.page.getByRole('heading', {name: title, exact: true})}).first();
    assert.ok(await first.getByText(say('Afgewezen', 'Denied'), {exact: true}).isVisible());
    if (reason) assert.ok(await first.getByText(reason).isVisible());
    await person.follow(first.getByRole('link', {name: say('Vraag opnieuw aan', 'Request again')}));
    await person.follow(main.locator('form.form button.primary'));
    await person.follow(first.getByRole('button', {name: say('Trek aanvraag in', 'Withdraw request')}));
    assert.ok(await main.getByText(say('Je aanvraag is ingetrokken.', 'Your request was withdrawn.')).isVisible());
  };
}

const WO = {staff: 'Nienke Terpstra', institution: ['Universiteit van Voorbeeld', 'Voorbeeld University']};
const KOEN = {...WO, learner: 'Koen Scholten'};
const RUBEN = {...WO, learner: 'Ruben Faverey'};
const MILAN = {staff: 'Ferry Tuinstra', institution: ['MBO Delta', 'MBO Delta'], learner: 'Milan Kaya'};
const ASKED = 'AC-REQ-01 AC-REQ-02 AC-REQ-03 AC-REQ-05 AC-STF-01';
journey(ASKED, 'A learner requests an edubadge and is awarded it, WO', {languages: ['nl']}, awarded({...KOEN, title: 'Growth and Development'}));
journey(`${ASKED} X-26`, 'A learner requests an edubadge and is awarded it, with the keyboard alone, MBO', {hands: 'keyboard', languages: ['en']}, awarded({...MILAN, title: 'Growth and Development'}));
journey('AC-STF-05 X-07', 'A request is denied without a reason, WO', {languages: ['en']}, denied({...KOEN, title: 'Regulation and Integration'}));
journey('AC-STF-06 X-07', 'A request is denied from the class with a reason, WO', {languages: ['en']}, denied({...KOEN, title: 'Digestion and Defense', reason: 'Your report is missing.'}));
journey('AC-STF-07 X-07', 'A request is denied from the list over all classes, WO', {languages: ['nl']}, denied({...RUBEN, title: 'Cognitive Psychology', reason: 'Je verslag ontbreekt.', overAll: true}));
