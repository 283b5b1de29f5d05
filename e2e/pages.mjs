// The pages that a contact sheet shows. `as` names who looks ([kind, name], see lib/people.mjs); without it a guest. `path` is an address,
// or a function that finds one by looking at a page. `key`: one of the pages that are looked at on a tablet too;
// `readme`: one whose picture stands in the README.

/** The first link in the main part of `from` whose address starts with `start`. */
const first = (from, start) => async (page, base) => {
  await page.goto(new URL(from, base).href);
  const link = page.getByRole('main').locator(`a[href^="${start}"]`).first();
  return (await link.count()) > 0 ? link.getAttribute('href') : undefined;
};

/** From one page over links to another: the starts of the addresses, in order. */
const chain = (from, ...starts) => async (page, base) => {
  let address = from;
  for (const start of starts) address = address && (await first(address, start)(page, base));
  return address;
};
/** The page of a badge class that its staff see, and what lies below it. */
const managed = (below = '') => async (page, base) => {
  const found = await chain('/manage', '/manage/institutions/', '/manage/badge-classes/')(page, base) ?? await chain('/manage', '/manage/issuers/', '/manage/badge-classes/')(page, base);
  return found && found.split('/').slice(0, 4).join('/') + below;
};
/** The first of a list below it. */
const under = (below) => async (page, base) => {
  const list = await managed(below)(page, base);
  return list && first(list, `${list}/`)(page, base);
};
/** The requests of an institution, or the page on which all that are open are decided. */
const requested = (what) => async (page, base) => {
  await page.goto(new URL('/manage', base).href);
  const list = await page.getByRole('main').locator('a[href*="/requests"]').first().getAttribute('href');
  if (!what) return list;
  await page.goto(new URL(list, base).href);
  const ids = await page.locator('input[name=request]').evaluateAll((boxes) => boxes.map((box) => `request=${box.value}`));
  return ids.length > 0 ? `${list.split('?')[0]}/${what}?${ids.join('&')}` : undefined;
};
/** The people of the teacher's own issuer. */
const people = (below = '') => async (page, base) => {
  const found = await chain('/manage', '/manage/issuers/', '/manage/people/')(page, base);
  return found && found + below;
};
const ADMIN = ['staff', 'Fatima El Amrani'];
/** Everyone with a role at an institution. */
const users = async (page, base) => {
  await page.goto(new URL('/manage', base).href);
  return `${new URL(page.url()).pathname}/users`;
};
const someUser = async (page, base) => {
  await page.goto(new URL(await users(page, base), base).href);
  return page.locator('main tbody a').first().getAttribute('href');
};
const TEACHER = ['staff', 'Marijke Hoekstra'];
const OPERATOR = ['staff', 'Omar Bos'];
const LEARNER = ['learner', 'Sanne de Groot'];
/** The link that a learner shares. */
const shared = async (page, base) => {
  await page.goto(new URL('/backpack', base).href);
  const badges = await page.getByRole('main').locator('a[href^="/backpack/edubadges/"]').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  for (const badge of new Set(badges)) {
    await page.goto(new URL(badge, base).href);
    const link = page.locator('#link');
    if ((await link.count()) > 0) return link.inputValue();
  }
  return undefined;
};

export const pages = [
  {name: 'start', path: '/', key: true, readme: true},
  {name: 'catalogue', path: '/catalogue', key: true},
  {name: 'catalogue-empty', path: '/catalogue?q=%C2%A7%C2%A7nothing%C2%A7%C2%A7'},
  {name: 'badge-class', path: first('/catalogue', '/badge-classes/'), key: true},
  {name: 'request', path: async (page, base) => `${await first('/catalogue?q=palliatieve', '/badge-classes/')(page, base)}/request`, as: LEARNER},
  {name: 'institution', path: first('/catalogue', '/institutions/')},
  {name: 'verify', path: '/verify', key: true},
  {name: 'sign-in', path: '/sign-in'},
  {name: 'help', path: '/help'},
  {name: 'privacy', path: '/privacy'},
  {name: 'terms', path: '/terms'},
  {name: 'accessibility', path: '/accessibility'},
  {name: 'contact', path: '/contact'},
  {name: 'manage', path: '/manage', as: TEACHER, key: true},
  {name: 'manage-issuer', path: first('/manage', '/manage/issuers/'), as: TEACHER},
  {name: 'manage-badge-class', path: managed(), as: TEACHER, key: true},
  {name: 'manage-editor', path: managed('/edit'), as: TEACHER, key: true, readme: true},
  {name: 'manage-designer', path: managed('/image'), as: TEACHER},
  {name: 'manage-preview', path: managed('/preview'), as: TEACHER},
  {name: 'manage-award', path: managed('/award'), as: TEACHER, key: true},
  {name: 'manage-award-file', path: managed('/award/file'), as: TEACHER},
  {name: 'manage-open-awards', path: managed('/awards'), as: TEACHER},
  {name: 'manage-direct-award', path: under('/awards'), as: TEACHER},
  {name: 'manage-batches', path: managed('/batches'), as: TEACHER},
  {name: 'manage-batch', path: under('/batches'), as: TEACHER, key: true},
  {name: 'manage-pleas', path: '/manage/pleas', as: TEACHER},
  {name: 'manage-edubadges', path: managed('/edubadges'), as: TEACHER},
  {name: 'manage-requests', path: requested(), as: TEACHER},
  {name: 'manage-requests-approve', path: requested('approve'), as: TEACHER},
  {name: 'manage-requests-deny', path: requested('deny'), as: TEACHER},
  {name: 'backpack', path: '/backpack', as: LEARNER, key: true, readme: true},
  {name: 'backpack-offer', path: chain('/backpack', '/backpack/offers/'), as: LEARNER},
  {name: 'backpack-edubadge', path: chain('/backpack', '/backpack/edubadges/'), as: LEARNER, key: true},
  {name: 'backpack-requests', path: '/backpack/requests', as: ['learner', 'Gerda Willemsen']},
  {name: 'backpack-archive', path: '/backpack/archive', as: LEARNER},
  {name: 'edubadge', path: shared, as: LEARNER, key: true, readme: true},
  {name: 'account', path: '/account', as: LEARNER},
  {name: 'people', path: people(), as: TEACHER},
  {name: 'people-invite', path: people('/invite'), as: TEACHER},
  {name: 'users', path: users, as: ADMIN},
  {name: 'user', path: someUser, as: ADMIN},
  {name: 'own-roles', path: '/account/roles', as: TEACHER},
  {name: 'admin', path: '/admin', as: OPERATOR},
  {name: 'admin-new', path: '/admin/institutions/new', as: OPERATOR},
  {name: 'admin-institution', path: first('/admin', '/admin/institutions/0'), as: OPERATOR},
  {name: 'admin-audit', path: '/admin/audit', as: OPERATOR},
  {name: 'not-found', path: '/there-is-no-such-page'},
];
