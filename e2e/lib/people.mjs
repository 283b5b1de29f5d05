// Who signs in, and what arrives in their mail.
import {until} from './until.mjs';

/** Signs in at the demo's provider: kind is "learner" or "staff", name one of the people that it shows. Ends where `from` led. */
export async function signIn(visitor, kind, name, from = '/sign-in') {
  await visitor.go(from);
  await signInHere(visitor, kind, name);
}

/** The same from the page that is open, by the button on it. */
export async function signInHere(visitor, kind, name) {
  await visitor.leave(visitor.page.locator(`form[action="/sign-in/${kind}"] button`), '/authorize');
  const card = visitor.page.getByRole('article').filter({has: visitor.page.getByRole('heading', {name, exact: true})});
  await visitor.follow(card.getByRole('button'));
}

const ISSUER_ADMINS = {wo: 'Anneke Wiersma', hbo: 'Thijs Ottens', mbo: 'Sabine Brouwer'};
/** The issuer that is called "Medicine" in English, in each sector. */
const MEDICINE = {wo: ['Geneeskunde', 'Medicine'], hbo: ['Medische Hulpverlening', 'Medicine'], mbo: ['Medische Assistentie', 'Medicine']};

/** The issuer admin of a sector at the page of the own issuer. */
export async function atTheIssuer({visitor, say}, sector) {
  const admin = await visitor();
  await signIn(admin, 'staff', ISSUER_ADMINS[sector], '/sign-in?return_to=/manage');
  await admin.follow(admin.page.getByRole('main').locator('section:has(#own) a[href^="/manage/issuers/"]').getByText(say(...MEDICINE[sector]), {exact: true}));
  return admin;
}

/** Staff find a class among those of the institution by these words, and open it. */
export async function findClass({page, hands, follow}, words, name = words) {
  const main = page.getByRole('main');
  await follow(main.locator('a[href$="/badge-classes"]'));
  await hands.fill(page.locator('#q'), words);
  await follow(page.getByRole('search').getByRole('button'));
  await follow(main.locator('table').getByRole('link', {name, exact: true}));
}

/** Signs out through the account menu. */
export async function signOut(visitor) {
  const form = visitor.page.locator('form[action="/sign-out"]');
  if (!(await form.getByRole('button').isVisible())) await visitor.hands.press(visitor.page.locator('details.account > summary'));
  await visitor.leave(form.getByRole('button'), '/');
}

const ENTITIES = {amp: '&', lt: '<', gt: '>', quot: '"', '#34': '"', '#39': "'", '#x27': "'", '#60': '<', '#62': '>', '#38': '&'};
const plain = (html) => html.replace(/<[^>]*>/g, '').replace(/&(#?\w+);/g, (whole, name) => ENTITIES[name] ?? whole);

async function fetched(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  return response.text();
}

/**
 * The newest mail to an address whose subject and recipient line contains `about`, as soon as it is there: {text, links, address}.
 * `links` are the addresses in its text part; `address` is its page in the demo's mailbox.
 */
export function mailTo(demo, recipient, about = '') {
  return until(`a mail to ${recipient} about "${about}"`, async () => {
    const list = await fetched(`${demo.mailbox}/?q=${encodeURIComponent(recipient)}`);
    const found = [...list.matchAll(/<a href="(\/mailbox\/[^"?]+)[^"]*">(.*?)<\/a>/gs)].find(([, , line]) => plain(line).includes(recipient) && plain(line).includes(about));
    if (!found) return undefined;
    const address = `${demo.mailbox}${found[1]}`;
    const text = plain(/<pre class="mailtext">(.*?)<\/pre>/s.exec(await fetched(address))?.[1] ?? '');
    return {address, text, links: (text.match(/https?:\/\/[^\s<>")\]]+/g) ?? []).map((link) => link.replace(/[.,;:]+$/, ''))};
  });
}
