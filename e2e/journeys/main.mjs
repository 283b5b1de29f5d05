// The journey that the product exists for: from a badge class to a verified, and then revoked, edubadge.
import assert from 'node:assert/strict';
import {begin, draw, fill, needed} from '../lib/editor.mjs';
import {journey} from '../lib/journey.mjs';
import {mailTo, signIn, signInHere} from '../lib/people.mjs';

const SANNE = {mail: 'sanne.degroot@post.example', first: 'Sanne', last: 'de Groot'};

/** A new microcredential of the teacher's own issuer, drawn and published. */
async function publish(teacher, name, say) {
  const {page, follow, go} = teacher;
  await go('/manage');
  await follow(page.getByRole('main').locator('a[href^="/manage/issuers/"]').first());
  await begin(teacher, 'microcredential');

  // An empty form says what is missing.
  await follow(page.locator('button[name=do][value=publish]'), 422);
  assert.ok(await page.getByRole('alert').isVisible());

  const more = [['select', 'language', say('nl', 'en')], ['select', 'supervision', 'supervised-on-site'], ['select', 'stackability', 'standalone']];
  await fill(teacher, [...needed(name, 'microcredential', 'wo', say), ...more]);
  await draw(teacher, 'hexagon', say('Groen dak', 'Green roof'), 'leaf');
  await follow(page.locator('form[action$="/publish"] button, button[name=do][value=publish]').first());
  assert.ok(await page.getByText(say('De badge class is gepubliceerd.', 'The badge class is published.')).isVisible());
  assert.equal(await page.getByRole('heading', {level: 1}).innerText(), name);
}

/** Awards to two people from a file; a wrong row is mended in place. Ends at the batch. */
async function awardFromFile({page, follow, check, hands}, unique) {
  await follow(page.getByRole('main').locator('a[href$="/award"]'));
  await follow(page.locator('a[href$="/award/file"]'));
  const other = `${unique('piet.jansen').replaceAll(' ', '')}@voorbeeld.example`;
  const rows = ['mail;voornaam;achternaam', `${SANNE.mail};${SANNE.first};${SANNE.last}`, 'geen.adres@;Piet;Jansen'];
  await page.locator('#file').setInputFiles({name: 'deelnemers.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\r\n'))});
  await follow(page.locator('form:has(#file) button.primary'));
  const wrong = page.locator('input[value="geen.adres@"]');
  await wrong.waitFor();
  await wrong.fill(other);
  await follow(page.locator('button[data-no-confirm]'));
  await page.locator('button[formaction$="/award"]').click();
  await check();
  await follow(page.locator('#sure [data-confirm]'));
  await page.getByRole('main').locator('table tbody tr').nth(1).waitFor();
  await check();
}

async function story({visitor, say, unique, demo}) {
  const name = unique(say('Groene daken', 'Green roofs'));
  const teacher = await visitor();
  await signIn(teacher, 'staff', 'Marijke Hoekstra', '/sign-in?return_to=/manage');
  await publish(teacher, name, say);
  const managed = new URL(teacher.page.url()).pathname;
  await awardFromFile(teacher, unique);

  // The learner reads the mail, signs in, claims, and makes it public.
  const learner = await visitor({screen: 'phone'});
  const mail = await mailTo(demo, SANNE.mail, name);
  await learner.go(mail.links.find((link) => link.includes('/claim/')));
  await signInHere(learner, 'learner', 'Sanne de Groot');
  const terms = learner.page.locator('#terms');
  if ((await terms.count()) > 0) await learner.hands.check(terms);
  await learner.follow(learner.page.locator('form[action$="/claim"] button'));
  await learner.go('/backpack');
  await learner.follow(learner.page.getByRole('main').locator('a[href^="/backpack/edubadges/"]').filter({hasText: name}).first());
  await learner.hands.check(learner.page.locator('input[name=visibility][value=public]'));
  await learner.follow(learner.page.locator('form[action$="/public"] button'));
  const link = await learner.page.locator('#link').inputValue();

  // The employer opens the link: it is checked, and can be checked again elsewhere.
  const employer = await visitor();
  await employer.go(link);
  assert.equal(await employer.page.locator('#verdict').innerText(), say('Echt en geldig', 'Genuine and valid'));
  assert.equal(await employer.page.locator('.checks .no').count(), 0, 'no check failed');
  assert.ok((await employer.page.getByRole('main').innerText()).includes(`${SANNE.first} ${SANNE.last}`));
  await employer.hands.fill(employer.page.locator('#mail'), 'somebody.else@post.example');
  await employer.follow(employer.page.locator('form[action*="/edubadges/"] button'));
  assert.equal(await employer.page.locator('#verdict').innerText(), say('Vertrouw hier niet op', 'Do not rely on this'));
  await employer.go('/verify');
  await employer.hands.fill(employer.page.locator('#link'), link);
  await employer.follow(employer.page.locator('form[action="/verify"] button'));
  assert.equal(await employer.page.locator('#verdict').innerText(), say('Echt en geldig', 'Genuine and valid'));

  // The teacher revokes it; the employer sees that at once.
  await teacher.go(`${managed}/edubadges`);
  await teacher.hands.check(teacher.page.locator('input[name=assertion]'));
  await teacher.follow(teacher.page.locator('form[data-select] button.danger'));
  await teacher.hands.fill(teacher.page.locator('#reason'), say('Verkeerde groep', 'The wrong group'));
  await teacher.follow(teacher.page.locator('form[action*="/revoke"] button.danger'));
  await employer.go(link);
  assert.equal(await employer.page.locator('#verdict').innerText(), say('Deze edubadge is ingetrokken', 'This edubadge was revoked'));
  assert.ok(!(await employer.page.getByRole('main').innerText()).includes(SANNE.last), 'no name on a revoked edubadge');
}

journey('AC-AWD-02', 'From a badge class to a verified edubadge, and its revocation', {postgres: true}, story);
