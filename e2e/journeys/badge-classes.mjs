// Badge classes: seeing, writing, publishing and changing them, in each sector.
import assert from 'node:assert/strict';
import {TYPES, begin, draw, fill, isFilled, needed, required, upload} from '../lib/editor.mjs';
import {journey} from '../lib/journey.mjs';
import {atTheIssuer, findClass, signIn} from '../lib/people.mjs';

const SHAPES = {microcredential: 'hexagon', 'extra-curricular': 'rounded-square'};

/** The empty form says at each required field that it is, and its summary leads to each. */
async function emptyFormRefused({page, follow}, type, sector) {
  assert.equal(await page.locator('#name').inputValue(), '');
  assert.equal(await page.locator('#ects').count(), sector === 'mbo' || type === 'extra-curricular' ? 0 : 1, 'points in higher education only');
  assert.equal(await page.locator('#study_load').count(), sector === 'mbo' ? 1 : 0, 'study load in vocational education only');
  await follow(page.locator('button[name=do][value=publish]'), 422);
  const summary = page.getByRole('alert');
  assert.ok(await summary.evaluate((element) => element === document.activeElement), 'the summary has the focus');
  const links = await summary.getByRole('link').evaluateAll((all) => all.map((link) => link.hash.slice(1)));
  assert.deepEqual(links, required(type, sector), 'in the order of the page');
  // Backwards, so that it ends where writing begins.
  for (const field of links.toReversed()) {
    const says = page.locator(`[id="${field}-error"]`);
    assert.ok(await says.isVisible(), `no error at ${field}`);
    assert.match(await page.locator(`#${field}`).getAttribute('aria-describedby'), new RegExp(`\\b${field}-error\\b`), `the error of ${field} is told with it`);
    await summary.locator(`a[href="#${field}"]`).press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), field, 'the link in the summary moves the focus');
  }
}

/** One class of each of these types, from an empty form to its page, and what comes then. */
function write(sector, types = TYPES, then = async () => {}) {
  return async (world) => {
    const {say, unique} = world;
    const admin = await atTheIssuer(world, sector);
    const {page, follow} = admin;
    const issuer = new URL(page.url()).pathname;
    for (const type of types) {
      const name = unique(say(`Waarnemen ${sector}`, `Observing ${sector}`));
      if (new URL(page.url()).pathname !== issuer) await follow(page.getByRole('navigation').locator(`a[href="${issuer}"]`));
      await begin(admin, type);
      await emptyFormRefused(admin, type, sector);
      const steps = needed(name, type, sector, say);
      await fill(admin, steps);
      if (type === 'regular') await upload(admin, [180, 40, 90]);
      else await draw(admin, SHAPES[type], say('Waarnemen', 'Observing'));
      if (new URL(page.url()).pathname.endsWith('/edit')) await isFilled(admin, steps);
      await follow(page.locator('button[name=do][value=publish], form[action$="/publish"] button').first());
      assert.equal(await page.getByRole('heading', {level: 1}).innerText(), name);
      assert.ok(await page.getByRole('main').locator('a[href$="/edit"]').isVisible(), 'can be edited');
      assert.ok(await page.getByText(say('De badge class is gepubliceerd.', 'The badge class is published.')).isVisible());
      await then(world, admin, type);
    }
  };
}

/** Other values for every field of the form. */
function changed(name, type) {
  const formal = type !== 'extra-curricular';
  return [
    ['fill', 'name', name],
    ['select', 'language', 'en'],
    ['fill', 'image_alt', 'An oak leaf'],
    ['fill', 'description', 'About observing in the field.'],
    ['fill', 'outcome-1', 'observes in the field'],
    ['fill', 'outcome-2', 'keeps a field book'],
    ['fill', 'outcome-3', 'reports to colleagues'],
    ['fill', 'criteria', '- You pass the exam\n- You hand in the field book'],
    ['fill', 'prerequisites', 'None'],
    ...(formal ? [['fill', 'ects', '4']] : []),
    ...(type === 'regular' ? [] : [['fill', 'time_investment', '112']]),
    ...(type === 'microcredential' ? [['fill', 'size_justification', 'Close to the guideline.']] : []),
    ['fill', 'duration_count', '10'],
    ['select', 'duration_unit', 'weeks'],
    ['select', 'eqf', '7'],
    ['select', 'eqf_source', 'classified'],
    ['select', 'nlqf', '4+'],
    ['select', 'nlqf_source', 'classified'],
    ['select', 'qf_ehea', 'second'],
    ['select', 'qf_ehea_source', 'classified'],
    ['select', 'programme_scheme_0', 'rio'],
    ['fill', 'programmes_0', '1001O2345'],
    ['check', 'participation', 'on-site'],
    ['uncheck', 'participation', 'blended'],
    ['check', 'assessment', 'oral'],
    ['select', 'supervision', 'supervised-on-site'],
    ...(type === 'microcredential' ? [] : [['select', 'quality', 'own'], ['fill', 'quality_name', 'Own review'], ['fill', 'quality_url', 'https://www.uvv.example/en/quality'], ['fill', 'quality_text', 'Reviewed each year.']]),
    ['select', 'stackability', 'stackable'],
    ['fill', 'stackable_towards', 'A minor'],
    ['fill', 'further_information', 'Twice a year.'],
    ['open', 'details:has(#related_0_name) > summary'],
    ['fill', 'related_0_name', 'Field biologist'],
    ['fill', 'related_0_url', 'https://www.profiles.example/field'],
    ['fill', 'related_0_framework', 'Professions'],
    ['fill', 'related_0_code', '12.3'],
    ['fill', 'related_0_description', 'The profile of the profession.'],
    ['select', 'second_lang', 'nl'],
    ['open', 'details:has(#second_name) > summary'],
    ['fill', 'second_name', `${name} (nl)`],
    ['fill', 'second_image_alt', 'Een eikenblad'],
    ['fill', 'second_description', 'Over waarnemen in het veld.'],
    ['fill', 'second-outcome-1', 'neemt waar in het veld'],
    ['fill', 'second-outcome-2', 'houdt een veldboek bij'],
    ['fill', 'second-outcome-3', 'brengt verslag uit aan collega’s'],
    ['fill', 'second_criteria', 'Je slaagt en levert je veldboek in.'],
    ['fill', 'second_prerequisites', 'Geen'],
    ['fill', 'second_stackable_towards', 'Een minor'],
    ['fill', 'second_further_information', 'Twee keer per jaar.'],
    ...(type === 'microcredential' ? [['fill', 'second_size_justification', 'Dicht bij de richtlijn.']] : []),
    ['uncheck', 'direct_awards', 'on'],
    ['check', 'requests', 'on'],
    ['check', 'may_request', 'anyone'],
    ['check', 'validated_name', 'on'],
    ...(formal ? [['check', 'grade_required', 'on']] : []),
    ['check', 'evidence_from_staff', 'on'],
    ['check', 'narrative_from_staff', 'on'],
    ['check', 'evidence_from_learner', 'on'],
    ['check', 'narrative_from_learner', 'on'],
    ['fill', 'expiry_count', '3'],
    ['select', 'expiry_unit', 'years'],
    ['fill', 'mail_note', 'Well done!'],
  ];
}

/** Changes every field of a class without awards, sees the draft keep it, and publishes it. */
async function change({say, unique}, admin, type) {
  const {page, follow} = admin;
  const name = unique('Observing outside');
  const steps = changed(name, type);
  await follow(page.getByRole('main').locator('a[href$="/edit"]'));
  await fill(admin, steps);
  await follow(page.locator('button[name=do][value=save]'));
  await isFilled(admin, steps);
  await follow(page.locator('button[name=do][value=publish]'));
  const shown = say(`${name} (nl)`, name);
  assert.equal(await page.getByRole('heading', {level: 1}).innerText(), shown);
  assert.equal(await page.locator('.crumbs [aria-current=page]').innerText(), shown);
}

const WRITE = 'AC-BCL-04 AC-BCL-05 AC-BCL-06 AC-BCL-07 AC-BCL-08 AC-BCL-09';
// By keyboard alone, one journey for each type: a person has to get everywhere, and that takes its time.
for (const [type, cases] of [['regular', 'AC-BCL-05 AC-BCL-07 AC-BCL-10'], ['microcredential', 'AC-BCL-04 AC-BCL-08 AC-BCL-11'], ['extra-curricular', 'AC-BCL-06 AC-BCL-09 AC-BCL-12']]) {
  journey(`${cases} X-26`, `An empty form is refused, a full one published and then changed, with the keyboard alone, WO ${type}`, {languages: ['nl'], hands: 'keyboard'}, write('wo', [type], change));
}
journey(WRITE, 'Empty forms are refused, full ones published, HBO', {languages: ['en']}, write('hbo'));
journey(WRITE, 'Empty forms are refused, full ones published, MBO', {languages: ['en']}, write('mbo'));

/** Finds a class among those of the institution and opens it. */
function see(name, words, shown, mayAdd) {
  return async ({visitor, say}) => {
    const staff = await visitor();
    const {page, follow} = staff;
    await signIn(staff, 'staff', name, '/sign-in?return_to=/manage');
    await findClass(staff, words, say(...shown));
    assert.equal(await page.getByRole('heading', {level: 1}).innerText(), say(...shown));
    assert.equal(await page.locator('.crumbs [aria-current=page]').innerText(), say(...shown));
    // AC-BCL-01: whose role is on one class adds none.
    await follow(page.locator('.crumbs a[href^="/manage/issuers/"]'));
    assert.equal(await page.locator('a[href$="/badge-classes/new"]').count(), mayAdd ? 1 : 0);
  };
}

const GIFTED = ['Begeleiden van hoogbegaafde leerlingen', 'Supporting gifted pupils'];
journey('AC-BCL-02 AC-BCL-01', 'A badge-class admin can see a badge class, and adds none', {languages: ['nl']}, see('Daan Vermeulen', 'hoogbegaafd', GIFTED, false));
journey('AC-BCL-03', 'An issuer admin can see a badge class', {languages: ['en']}, see('Marijke Hoekstra', 'hoogbegaafd', GIFTED, true));
