// Does the provider sign in, step up and say no, as a certified client (openid-client) sees it?
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import path from 'node:path';
import {createInterface} from 'node:readline';
import * as client from 'openid-client';

const child = spawn(process.execPath, [path.join(import.meta.dirname, 'provider.mjs'), '0'], {stdio: ['ignore', 'pipe', 'ignore']});
process.once('exit', () => child.kill());
const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
let issuer;
for (let line = await lines.next(); !issuer && !line.done; line = await lines.next()) {
  if (line.value.startsWith('ready ')) { issuer = line.value.slice(6); break; }
}
assert.ok(issuer, 'the provider did not start');
const redirect = 'http://127.0.0.1:9799/callback';
const configuration = await client.discovery(new URL(issuer), 'insigne', 'a-secret-for-tests-only-0123456789', undefined, {execute: [client.allowInsecureRequests]});

async function signIn(parameters) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const expectedState = client.randomState();
  const expectedNonce = client.randomNonce();
  let url = client.buildAuthorizationUrl(configuration, {
    redirect_uri: redirect, scope: 'openid email profile organization', state: expectedState, nonce: expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier), code_challenge_method: 'S256', ...parameters,
  });
  const cookies = new Map();
  while (url.port !== '9799') {
    const response = await fetch(url, {redirect: 'manual', headers: {cookie: [...cookies].map((pair) => pair.join('=')).join('; ')}});
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
      cookies.set(name, value);
    }
    assert.ok(response.headers.has('location'), `stopped at ${url}: ${response.status} ${await response.clone().text()}`);
    url = new URL(response.headers.get('location'), url);
  }
  const tokens = await client.authorizationCodeGrant(configuration, url, {pkceCodeVerifier, expectedState, expectedNonce});
  return {claims: tokens.claims(), info: await client.fetchUserInfo(configuration, tokens.access_token, tokens.claims().sub)};
}

const teacher = await signIn({});
assert.equal(teacher.info.email, 'teacher@example.org');
const student = await signIn({login_hint: 'urn:collab:person:eduid.nl:student', acr_values: 'https://refeds.org/profile/mfa'});
assert.equal(student.info.eduid, 'e-student');
assert.equal(student.claims.acr, 'https://refeds.org/profile/mfa');
await assert.rejects(signIn({login_hint: 'deny'}), (error) => error.error === 'access_denied');
await assert.rejects(signIn({code_challenge: undefined, code_challenge_method: undefined}), (error) => error.error === 'invalid_request');
console.log('the sign-in provider signs in, steps up, and says no');
process.exit(0);
