// Credentials made by programs of others, good and bad, to prove that the peers say yes to the one and no to the other.
// Nothing of ours is involved: a peer that always says yes would make every later check worthless.
import {createHash, generateKeyPairSync} from 'node:crypto';
import {createRequire} from 'node:module';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

const ob3 = createRequire(path.join(import.meta.dirname, 'ob3/package.json'));
const load = (name) => import(ob3.resolve(name));
const OB2 = 'https://w3id.org/openbadges/v2';
const DAY = 86_400_000;
const moment = (days) => new Date(Date.now() + days * DAY).toISOString().replace(/\.\d+Z$/, 'Z');

function write(folder, name, content) {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), {recursive: true});
  fs.writeFileSync(file, typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content));
}

function credential(issuer, changes = {}) {
  return {
    '@context': ['https://www.w3.org/ns/credentials/v2', 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'],
    id: 'urn:uuid:8f9b2f6e-6f0a-4a3e-8e7f-0d6f2a3b9c01',
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    issuer: {id: issuer, type: ['Profile'], name: 'Somebody Else’s School'},
    validFrom: moment(-30),
    name: 'Beekeeping for beginners',
    credentialSubject: {
      id: 'did:example:learner',
      type: ['AchievementSubject'],
      achievement: {
        id: 'urn:uuid:0b1a9f54-6a0e-4c3b-9e0a-1c2d3e4f5a6b',
        type: ['Achievement'],
        name: 'Beekeeping for beginners',
        description: 'Keeps one hive through a year',
        criteria: {narrative: 'The hive lives'},
      },
    },
    ...changes,
  };
}

/** Data Integrity with @digitalbazaar. */
async function dataIntegrity(folder, server) {
  const [{cryptosuite}, {DataIntegrityProof}, vc, Multikey, status, {documentLoader}] = await Promise.all([
    load('@digitalbazaar/eddsa-rdfc-2022-cryptosuite'), load('@digitalbazaar/data-integrity'), load('@digitalbazaar/vc'),
    load('@digitalbazaar/ed25519-multikey'), load('@digitalbazaar/vc-bitstring-status-list'), import('./ob3/documents.mjs'),
  ]);
  async function keyOf(controller) {
    const key = await Multikey.generate(controller ? {controller} : {});
    const owner = controller ?? `did:key:${key.publicKeyMultibase}`;
    key.controller = owner;
    key.id = `${owner}#${key.publicKeyMultibase}`;
    return key;
  }
  const sign = (key, document, at) => vc.issue({credential: document, suite: new DataIntegrityProof({signer: key.signer(), cryptosuite, date: at}), documentLoader});
  const ours = await keyOf();
  const other = await keyOf();
  const webDid = `did:web:${new URL(server.https).host.replace(':', '%3A')}`;
  const web = await keyOf(webDid);
  const method = await web.export({publicKey: true, includeContext: false});
  write(folder, '.well-known/did.json', {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: webDid,
    verificationMethod: [{...method, id: web.id, controller: webDid, type: 'Multikey'}],
    assertionMethod: [web.id],
  });

  const list = await status.createList({length: 131_072});
  list.setStatus(7, true);
  const listAddress = `${server.http}/status/1`;
  const listCredential = {...(await status.createCredential({id: listAddress, list, statusPurpose: 'revocation', context: ['https://www.w3.org/ns/credentials/v2']})), issuer: ours.controller, validFrom: moment(-30)};
  write(folder, 'status/1.json', await sign(ours, listCredential));
  const entry = (index) => ({credentialStatus: {id: `${listAddress}#${index}`, type: 'BitstringStatusListEntry', statusPurpose: 'revocation', statusListIndex: String(index), statusListCredential: listAddress}});

  const good = await sign(ours, credential(ours.controller));
  const changed = structuredClone(good);
  changed.credentialSubject.achievement.name = 'Beekeeping for masters';
  const {proof: _, ...bare} = good;
  const stranger = structuredClone(await sign(other, credential(other.controller)));
  stranger.issuer.id = ours.controller;
  const documents = {
    good: [good, 'valid'],
    'did-web': [await sign(web, credential(webDid)), 'valid'],
    'not-revoked': [await sign(ours, credential(ours.controller, entry(8))), 'valid'],
    revoked: [await sign(ours, credential(ours.controller, entry(7))), 'invalid'],
    changed: [changed, 'invalid'],
    'key-of-another': [stranger, 'invalid'],
    'no-proof': [bare, 'invalid'],
    'will-expire': [await sign(ours, credential(ours.controller, {validUntil: moment(30)})), 'valid'],
  };
  const cases = Object.entries(documents).map(([name, [document, want]]) => {
    document.proof &&= [document.proof].flat();
    write(folder, `di/${name}.json`, document);
    return {case: name, format: 'data-integrity', file: `di/${name}.json`, wanted: want};
  });
  cases.push({case: 'expired', format: 'data-integrity', file: 'di/will-expire.json', wanted: 'invalid', now: moment(31)});
  cases.push({case: 'not-yet', format: 'data-integrity', file: 'di/good.json', wanted: 'invalid', now: moment(-31)});
  return cases;
}

/** VC-JWT with jose. */
async function tokens(folder) {
  const jose = await load('jose');
  const {privateKey, publicKey} = await jose.generateKeyPair('RS256', {extractable: true});
  const jwk = await jose.exportJWK(publicKey);
  const stranger = await jose.generateKeyPair('RS256');
  const seconds = (at) => Math.floor(Date.parse(at) / 1000);
  const claims = (document) => ({
    ...document, iss: document.issuer.id, jti: document.id, sub: document.credentialSubject.id, nbf: seconds(document.validFrom),
    ...(document.validUntil ? {exp: seconds(document.validUntil)} : {}),
  });
  const sign = (payload, key = privateKey) => new jose.SignJWT(payload).setProtectedHeader({alg: 'RS256', typ: 'JWT', jwk}).sign(key);
  const document = credential('https://example.org/issuers/1');
  const good = await sign(claims(document));
  const [head, body, signature] = good.split('.');
  const changed = JSON.parse(Buffer.from(body, 'base64url').toString());
  changed.name = 'Beekeeping for masters';
  const documents = {
    good: [good, 'valid'],
    changed: [[head, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.'), 'invalid'],
    'key-of-another': [await sign(claims(document), stranger.privateKey), 'invalid'],
    'will-expire': [await sign(claims({...document, validUntil: moment(30)})), 'valid'],
    'other-issuer-claim': [await sign({...claims(document), iss: 'https://example.org/issuers/2'}), 'invalid'],
  };
  const cases = Object.entries(documents).map(([name, [token, want]]) => {
    write(folder, `jwt/${name}.jwt`, token);
    return {case: name, format: 'jwt', file: `jwt/${name}.jwt`, wanted: want};
  });
  cases.push({case: 'expired', format: 'jwt', file: 'jwt/will-expire.jwt', wanted: 'invalid', now: moment(31)});
  return cases;
}

const PIXEL = pixel();

/** A PNG of one pixel. */
function pixel() {
  const chunk = (kind, data) => {
    const named = Buffer.concat([Buffer.from(kind), data]);
    const out = Buffer.alloc(named.length + 8);
    out.writeUInt32BE(data.length);
    named.copy(out, 4);
    out.writeUInt32BE(zlib.crc32(named), named.length + 4);
    return out;
  };
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', header), chunk('IDAT', zlib.deflateSync(Buffer.from([0, 0]))), chunk('IEND', Buffer.alloc(0))]);
}

/** Open Badges 2.0: hosted documents by hand, signed with jose, baked with openbadges-bakery. */
async function openBadges2(folder, server, run) {
  const jose = await load('jose');
  const at = (name) => `${server.http}/${name}`;
  const {privateKey, publicKey} = generateKeyPairSync('rsa', {modulusLength: 2048});
  const stranger = generateKeyPairSync('rsa', {modulusLength: 2048});
  const salt = 'pepper';
  const identity = `sha256$${createHash('sha256').update(`learner@example.org${salt}`).digest('hex')}`;
  const assertion = (name, changes = {}) => ({
    '@context': OB2, type: 'Assertion', id: at(name), recipient: {type: 'email', hashed: true, salt, identity}, badge: at('badge.json'),
    issuedOn: moment(-30), verification: {type: 'HostedBadge'}, ...changes,
  });
  write(folder, 'issuer.json', {'@context': OB2, type: 'Issuer', id: at('issuer.json'), name: 'School', url: at('index.html'), email: 'school@example.org', publicKey: at('key.json'), revocationList: at('revoked.json'),
    verification: {type: 'VerificationObject', startsWith: server.http}});
  write(folder, 'key.json', {'@context': OB2, type: 'CryptographicKey', id: at('key.json'), owner: at('issuer.json'), publicKeyPem: publicKey.export({type: 'spki', format: 'pem'})});
  write(folder, 'badge.json', {'@context': OB2, type: 'BadgeClass', id: at('badge.json'), name: 'Beekeeping', description: 'Keeps bees', image: at('badge.png'), criteria: {narrative: 'The hive lives'}, issuer: at('issuer.json')});
  write(folder, 'badge.png', PIXEL);
  write(folder, 'index.html', '<!doctype html><title>School</title>');
  const uuid = (n) => `urn:uuid:6f0a8f9b-2f6e-4a3e-8e7f-0d6f2a3b9c0${n}`;
  // Two entries: validator-core compacts a list of one to its entry, and then finds nothing in it.
  const revokedAssertions = [{id: uuid(2), revocationReason: 'a mistake'}, uuid(9)];
  write(folder, 'revoked.json', {'@context': OB2, type: 'RevocationList', id: at('revoked.json'), issuer: at('issuer.json'), revokedAssertions});
  write(folder, 'hosted/good.json', assertion('hosted/good.json'));
  write(folder, 'hosted/will-expire.json', assertion('hosted/will-expire.json', {expires: moment(30)}));
  write(folder, 'hosted/no-date.json', assertion('hosted/no-date.json', {issuedOn: undefined}));
  write(folder, 'hosted/other-id.json', assertion('hosted/good.json'));
  write(folder, 'hosted/revoked.json', assertion('hosted/revoked.json', {revoked: true}));
  write(folder, 'hosted/revoked.json.http.json', {status: 410});
  const recipient = {email: 'learner@example.org'};
  const cases = [
    {case: 'good', format: 'ob2-hosted', url: '/hosted/good.json', wanted: 'valid', recipient},
    {case: 'other-recipient', format: 'ob2-hosted', url: '/hosted/good.json', wanted: 'invalid', recipient: {email: 'somebody@example.org'}},
    {case: 'will-expire', format: 'ob2-hosted', url: '/hosted/will-expire.json', wanted: 'valid'},
    {case: 'expired', format: 'ob2-hosted', url: '/hosted/will-expire.json', wanted: 'invalid', now: moment(31)},
    {case: 'no-date', format: 'ob2-hosted', url: '/hosted/no-date.json', wanted: 'invalid'},
    {case: 'revoked', format: 'ob2-hosted', url: '/hosted/revoked.json', wanted: 'invalid'},
    {case: 'nothing-there', format: 'ob2-hosted', url: '/hosted/nothing.json', wanted: 'invalid'},
  ];

  const sign = (n, key = privateKey) => new jose.CompactSign(Buffer.from(JSON.stringify({...assertion('x'), id: uuid(n), verification: {type: 'SignedBadge', creator: at('key.json')}}))).setProtectedHeader({alg: 'RS256'}).sign(key);
  for (const [name, token, want] of [['good', await sign(1), 'valid'], ['revoked', await sign(2), 'invalid'], ['key-of-another', await sign(3, stranger.privateKey), 'invalid']]) {
    write(folder, `jws/${name}.jws`, token);
    cases.push({case: name, format: 'ob2-jws', file: `jws/${name}.jws`, wanted: want});
  }

  const baker = path.join(process.env.PEERS_VENVS, 'baked/bin/python');
  const bake = 'import sys; from openbadges_bakery import bake; sys.stdout.buffer.write(bake(open(sys.argv[1], "rb"), open(sys.argv[2]).read(), open(sys.argv[3], "w+b")).read())';
  write(folder, 'plain.svg', '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>');
  for (const form of ['png', 'svg']) {
    const plain = path.join(folder, form === 'png' ? 'badge.png' : 'plain.svg');
    const {status, complaints} = await run([baker, '-c', bake, plain, path.join(folder, 'hosted/good.json'), path.join(folder, `baked.${form}`)]);
    if (status !== 0) throw new Error(`openbadges-bakery could not bake: ${complaints}`);
    cases.push({case: 'good', format: `baked-${form}-ob2`, file: `baked.${form}`, wanted: 'valid'});
    cases.push({case: 'nothing-in-it', format: `baked-${form}-ob2`, file: path.basename(plain), wanted: 'invalid', structure: 'invalid'});
  }
  return cases;
}

export async function makeCases(folder, server, run) {
  const cases = [...(await dataIntegrity(folder, server)), ...(await tokens(folder)), ...(await openBadges2(folder, server, run))];
  write(folder, 'cases.json', {cases});
}
