// VC-JWT with jose, by the rules of OB 3.0 "JSON Web Token Proof Format".
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import {decodeList} from '@digitalbazaar/vc-bitstring-status-list';
import * as jose from 'jose';
import {answerJobs} from '../lib/jobs.mjs';
import {documentLoader} from './documents.mjs';

const decoded = (part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
const idOf = (value) => (typeof value === 'object' ? value?.id : value);
const seconds = (moment) => Math.floor(Date.parse(moment) / 1000);

async function keyOf(header, issuer) {
  if (header.jwk) {
    if (header.jwk.d) throw new Error('the header carries a private key');
    return jose.importJWK(header.jwk, header.alg);
  }
  if (!header.kid) throw new Error('neither kid nor jwk in the header');
  if (/^https?:/.test(header.kid)) {
    const {document} = await documentLoader(header.kid.split('#')[0]);
    const jwk = document.keys ? document.keys.find((k) => k.kid === header.kid || k.kid === header.kid.split('#')[1]) : document;
    if (!jwk) throw new Error('the key set has no such kid');
    return jose.importJWK(jwk, header.alg);
  }
  if (header.kid.split('#')[0] !== issuer) throw new Error('the kid does not belong to the issuer');
  const {document: method} = await documentLoader(header.kid);
  if (method.publicKeyJwk) return jose.importJWK(method.publicKeyJwk, header.alg);
  return jose.importJWK(await Ed25519Multikey.toJwk({keyPair: await Ed25519Multikey.from(method)}), 'EdDSA');
}

/** Checks the signature of a token and gives [header, payload]. */
async function verified(token) {
  const [header, payload] = token.split('.').slice(0, 2).map(decoded);
  await jose.compactVerify(token, await keyOf(header, idOf(payload.issuer)), {algorithms: ['RS256', 'ES256', 'EdDSA', 'Ed25519']});
  return [header, payload];
}

/** The status list, signed as the credential is: a token whose signature counts. Else a document, whose proof other peers check. */
async function statusList(address) {
  const {document} = await documentLoader(address);
  return typeof document === 'string' ? (await verified(document))[1] : document;
}

async function statusErrors(entry, issuer) {
  if (!entry) return [];
  const list = await statusList(entry.statusListCredential);
  if (idOf(list.issuer) !== issuer) return ['the status list is of another issuer'];
  const {encodedList, statusPurpose} = list.credentialSubject;
  if (statusPurpose !== entry.statusPurpose) return ['the status list has another purpose'];
  return (await decodeList({encodedList})).getStatus(Number(entry.statusListIndex)) ? [`status is set: ${entry.statusPurpose}`] : [];
}

await answerJobs(async ({text}) => {
  const token = text.trim();
  const [header, payload] = token.split('.').slice(0, 2).map(decoded);
  const issuer = idOf(payload.issuer);
  const why = [];
  try {
    await verified(token);
  } catch (error) {
    why.push(`signature: ${error.message}`);
  }
  const now = Date.now() / 1000;
  const subject = payload.credentialSubject?.id;
  const rules = [
    [!payload.vc, 'has a claim vc (the form of VC 1.1); the payload must be the credential itself'],
    [Object.keys(header).every((k) => ['alg', 'kid', 'jwk', 'typ'].includes(k)), 'has other headers than alg, kid, jwk, typ'],
    [payload.iss === issuer, 'iss is not issuer.id'],
    [payload.jti === payload.id, 'jti is not id'],
    [subject === undefined || payload.sub === subject, 'sub is not credentialSubject.id'],
    [typeof payload.nbf === 'number' && payload.nbf === seconds(payload.validFrom), 'nbf is not validFrom'],
    [payload.validUntil === undefined || payload.exp === seconds(payload.validUntil), 'exp is not validUntil'],
    [!(payload.nbf > now), 'not valid yet'],
    [payload.exp === undefined || payload.exp > now, 'expired'],
  ];
  why.push(...rules.filter(([holds]) => !holds).map(([, broken]) => broken), ...(await statusErrors(payload.credentialStatus, issuer)));
  return {valid: why.length === 0, why};
});
