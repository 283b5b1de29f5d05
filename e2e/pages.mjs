// The pages that a contact sheet shows. `as` names who looks ([kind, name], see lib/people.mjs); without it a guest. `path` is an address,
// or a function that finds one by looking at a page. `key`: one of the pages that are looked at on a tablet too.

/** The first link in the main part of `from` whose address starts with `start`. */
const first = (from, start) => async (page, base) => {
  await page.goto(new URL(from, base).href);
  const link = page.getByRole('main').locator(`a[href^="${start}"]`).first();
  return (await link.count()) > 0 ? link.getAttribute('href') : undefined;
};

export const pages = [
  {name: 'start', path: '/', key: true},
  {name: 'catalogue', path: '/catalogue', key: true},
  {name: 'catalogue-empty', path: '/catalogue?q=%C2%A7%C2%A7nothing%C2%A7%C2%A7'},
  {name: 'badge-class', path: first('/catalogue', '/badge-classes/'), key: true},
  {name: 'institution', path: first('/catalogue', '/institutions/')},
  {name: 'verify', path: '/verify', key: true},
  {name: 'sign-in', path: '/sign-in'},
  {name: 'help', path: '/help'},
  {name: 'privacy', path: '/privacy'},
  {name: 'terms', path: '/terms'},
  {name: 'accessibility', path: '/accessibility'},
  {name: 'contact', path: '/contact'},
  {name: 'not-found', path: '/there-is-no-such-page'},
];
