// Somebody at a browser without a picture: keeps cookies, sends forms, signs in at an OpenID provider that is not ours.
import assert from 'node:assert/strict';

const ENTITIES = {'&amp;': '&', '&#38;': '&', '&quot;': '"', '&#34;': '"', '&#39;': "'", '&lt;': '<', '&#60;': '<', '&gt;': '>', '&#62;': '>'};
const plain = (text) => text.replace(/&[#\w]+;/g, (entity) => ENTITIES[entity] ?? entity);

export class Person {
  #jars = new Map();
  #csrf = '';

  /** `hint`: the account that the provider signs in. */
  constructor(base, hint) {
    this.base = base;
    this.hint = hint;
  }

  async #send(address, {method = 'GET', body, headers = {}} = {}) {
    const url = new URL(address, this.base);
    const jar = this.#jars.get(url.host) ?? new Map();
    this.#jars.set(url.host, jar);
    const response = await fetch(url, {
      method, body, redirect: 'manual',
      headers: {'accept-language': 'en', accept: 'text/html', cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '), 'sec-fetch-site': 'same-origin', ...headers},
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
      jar.set(name, value);
    }
    const text = await response.text();
    const csrf = /name="csrf" value="([^"]+)"/.exec(text);
    if (url.origin === this.base && csrf) this.#csrf = csrf[1];
    const location = response.headers.get('location');
    const main = plain((/<main[^>]*>(.*)<\/main>/s.exec(text)?.[1] ?? text).replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ');
    return {status: response.status, text, plain: plain(text), main, location: location && new URL(location, url).href, url: url.href};
  }

  /** A page; follows redirects. */
  async get(address) {
    let answer = await this.#send(address);
    for (let hops = 0; answer.location && hops < 10; hops++) answer = await this.#send(answer.location);
    return answer;
  }

  /** Sends a form and gives the address to which it leads; fails with the page's text when it is refused. */
  async post(address, fields) {
    const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
    body.append('csrf', this.#csrf);
    const answer = await this.#send(address, {method: 'POST', body});
    assert.equal(answer.status, 303, `${address}: ${answer.status} ${answer.main}`);
    const {pathname, search} = new URL(answer.location);
    this.led = pathname + search;
    return pathname;
  }

  /** Signs in as staff or learner; `more` asks the provider for more than a password. */
  async signIn(kind, more = {}) {
    await this.get('/sign-in');
    const leave = await this.#send(`/sign-in/${kind}`, {method: 'POST', body: new URLSearchParams({csrf: this.#csrf, return_to: '/account', ...more})});
    const address = new URL(plain(/http-equiv="refresh" content="0;url=([^"]+)"/.exec(leave.text)?.[1] ?? assert.fail(`no way to the provider: ${leave.status}`)));
    address.searchParams.set('login_hint', this.hint);
    const arrived = await this.get(address.href);
    assert.equal(arrived.status, 200, `${arrived.url}: ${arrived.text.slice(0, 500)}`);
    assert.ok(arrived.url.startsWith(this.base), arrived.url);
    return arrived;
  }
}
