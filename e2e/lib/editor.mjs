// The editor of a badge class: which fields each type asks for in each sector, and how they are filled in.
import assert from 'node:assert/strict';
import {png} from './picture.mjs';

export const TYPES = ['regular', 'microcredential', 'extra-curricular'];

/** Where the load of a class is typed: points in higher education, hours of study load in vocational education. */
const loadField = (sector) => (sector === 'mbo' ? 'study_load' : 'ects');

/** The fields without which a class of this type is not published, in the order of the page, apart from the language, which has a value from the start. */
export function required(type, sector) {
  const always = ['name', 'image', 'image_alt', 'description', 'outcomes', 'criteria'];
  if (type === 'regular') return [...always, loadField(sector), 'eqf', 'programmes'];
  if (type === 'microcredential') return [...always, loadField(sector), 'eqf', 'participation', 'assessment', 'quality'];
  return always;
}

/** Does one thing at one field: ['fill', id, text], ['select', id, value], ['check' or 'uncheck', name, value] or ['open', selector of a fold]. */
async function act({page, hands}, [how, field, value]) {
  if (how === 'fill') return hands.fill(page.locator(`[id="${field}"]`), value);
  if (how === 'select') return hands.select(page.locator(`#${field}`), await page.locator(`#${field} option[value="${value}"]`).textContent());
  if (how === 'open') return hands.press(page.locator(field));
  return hands[how](page.locator(`input[name="${field}"][value="${value}"]`));
}

/** Whether the page holds what was put there. */
async function holds({page}, [how, field, value]) {
  if (how === 'fill' || how === 'select') assert.equal(await page.locator(`[id="${field}"]`).inputValue(), value, field);
  if (how === 'check' || how === 'uncheck') assert.equal(await page.locator(`input[name="${field}"][value="${value}"]`).isChecked(), how === 'check', `${field}: ${value}`);
}

export async function fill(visitor, steps) {
  for (const step of steps) await act(visitor, step);
}

export async function isFilled(visitor, steps) {
  for (const step of steps) await holds(visitor, step);
}

/** What publication needs, picture apart. */
export function needed(name, type, sector, say) {
  const size = {ects: {regular: say('2,5', '2.5'), microcredential: say('3,5', '3.5')}, study_load: {regular: '40', microcredential: '240'}};
  const load = loadField(sector);
  const steps = [
    ['fill', 'name', name],
    ['fill', 'image_alt', say('Een rond vlak in één kleur', 'A round shape in one colour')],
    ['fill', 'description', say('Over **zorgvuldig** waarnemen.', 'About observing **carefully**.')],
    ['fill', 'outcome-1', say('neemt zorgvuldig waar', 'observes carefully')],
    ['fill', 'outcome-2', say('legt vast wat is gezien', 'records what was seen')],
    ['fill', 'criteria', say('Je slaagt voor de toets.', 'You pass the exam.')],
  ];
  if (type !== 'extra-curricular') steps.push(['fill', load, size[load][type]], ['select', sector === 'mbo' ? 'nlqf' : 'eqf', sector === 'mbo' ? '4' : '6']);
  if (type === 'regular') steps.push(['fill', 'programmes_0', '034401']);
  if (type === 'microcredential') steps.push(['check', 'participation', 'blended'], ['check', 'assessment', 'portfolio'], ['select', 'quality', sector === 'mbo' ? 'mbo' : 'hbo-wo']);
  return steps;
}

/** From the page of an issuer to an empty form for a class of this type. */
export async function begin({page, hands, follow}, type) {
  await follow(page.getByRole('main').locator('a[href$="/badge-classes/new"]').first());
  await hands.check(page.locator(`input[name=type][value="${type}"]`));
  await follow(page.getByRole('main').locator('form button.primary'));
}

/** Uploads a picture of one colour. */
export async function upload({page, hands, follow}, colour) {
  await follow(page.locator('button[name=do][value=image]'));
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), hands.press(page.locator('#file'))]);
  await chooser.setFiles({name: 'badge.png', mimeType: 'image/png', buffer: png(200, colour)});
  await follow(page.locator('form:has(#file) .actions button'));
}

/** Draws one: a shape, a colour, a text, and an icon where one is named. */
export async function draw(visitor, shape, text, icon) {
  const {page, hands, follow} = visitor;
  await follow(page.locator('button[name=do][value=image]'));
  await hands.check(page.locator(`input[name=shape][value="${shape}"]`));
  await hands.check(page.locator('input[name=colour]').nth(3));
  if (icon) await act(visitor, ['select', 'icon', icon]);
  await hands.fill(page.locator('#text'), text);
  await follow(page.locator('form:has(input[name=how][value=draw]) .btn.primary'));
}
