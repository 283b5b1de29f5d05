// A sign-in provider on loopback (oidc-provider, OpenID certified) with instant sign-in: provider.mjs PORT
//
// PORT 0 takes a free one. Says `ready ISSUER` when it listens. Environment, both JSON:
//   CLIENTS   list of client metadata (OpenID Connect Dynamic Client Registration 1.0, section 2)
//   ACCOUNTS  claims by account id, in the shape of SURFconext and eduID
// `login_hint` names the account, else the first one signs in; `login_hint=deny` is a person who says no.
import http from 'node:http';
import {Provider} from 'oidc-provider';

const MFA = 'https://refeds.org/profile/mfa';
const NAMES = 'https://eduid.nl/trust/validate-names';

const accounts = JSON.parse(process.env.ACCOUNTS ?? 'null') ?? {
  'urn:collab:person:example.org:teacher': {email: 'teacher@example.org', email_verified: true, given_name: 'Tea', family_name: 'Cher', name: 'Tea Cher', schac_home_organization: 'example.org', eduperson_affiliation: ['employee', 'member'], eduperson_principal_name: 'teacher@example.org', uids: ['teacher']},
  'urn:collab:person:eduid.nl:student': {email: 'student@example.org', email_verified: true, given_name: 'Stu', family_name: 'Dent', name: 'Stu Dent', schac_home_organization: 'eduid.nl', eduperson_affiliation: ['student', 'member'], eduid: 'e-student', uids: ['student']},
};
const clients = JSON.parse(process.env.CLIENTS ?? 'null') ?? [{client_id: 'insigne', client_secret: 'a-secret-for-tests-only-0123456789', redirect_uris: ['http://127.0.0.1:9799/callback'], grant_types: ['authorization_code'], response_types: ['code']}];

const server = http.createServer();
await new Promise((resolve) => { server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', resolve); });
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients,
  claims: {
    openid: ['sub', 'acr'], profile: ['name', 'given_name', 'family_name'], email: ['email', 'email_verified'],
    'eduid.nl/links': ['eduid', 'eduperson_principal_name', 'schac_home_organization'],
    organization: ['schac_home_organization', 'eduperson_affiliation', 'eduperson_principal_name', 'uids', 'eduid'],
  },
  scopes: ['openid', 'offline_access', 'organization', 'eduid.nl/links'],
  conformIdTokenClaims: false,
  acrValues: [MFA, NAMES],
  features: {devInteractions: {enabled: false}, rpInitiatedLogout: {enabled: true}},
  pkce: {required: () => true},
  interactions: {url: (_context, interaction) => `/interaction/${interaction.uid}`},
  findAccount: (_context, id) => accounts[id] && {accountId: id, claims: () => ({sub: id, ...accounts[id]})},
  cookies: {keys: ['only for tests']},
  renderError: (context, out) => {
    context.type = 'json';
    context.body = out;
  },
});

provider.use(async (context, next) => {
  if (!context.path.startsWith('/interaction/')) return next();
  const details = await provider.interactionDetails(context.req, context.res);
  const hint = details.params.login_hint;
  context.respond = false;
  if (hint === 'deny') return provider.interactionFinished(context.req, context.res, {error: 'access_denied', error_description: 'the person said no'});
  let result;
  if (details.prompt.name === 'login') {
    result = {login: {accountId: hint ?? Object.keys(accounts)[0], acr: details.params.acr_values?.split(' ')[0]}};
  } else {
    const grant = details.grantId ? await provider.Grant.find(details.grantId) : new provider.Grant({accountId: details.session.accountId, clientId: details.params.client_id});
    grant.addOIDCScope(details.params.scope);
    result = {consent: {grantId: await grant.save()}};
  }
  return provider.interactionFinished(context.req, context.res, result, {mergeWithLastSubmission: true});
});
server.on('request', provider.callback());
console.log(`ready ${issuer}`);
