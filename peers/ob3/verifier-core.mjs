// Data Integrity with @digitalcredentials/verifier-core: signature, status, expiry and schema in one report.
import fs from 'node:fs';
import {answerJobs} from '../lib/jobs.mjs';
import {schemaFile} from './schemas.mjs';

// It fetches schemas and unknown contexts by itself: the official schema comes from disk, the rest from loopback only.
const schema = schemaFile('json-ld');
const realFetch = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  const url = typeof input === 'string' ? input : (input.url ?? String(input));
  if (schema && url.endsWith('/ob_v3p0_achievementcredential_schema.json')) {
    return new Response(fs.readFileSync(schema), {headers: {'content-type': 'application/json'}});
  }
  if (/^https?:\/\/(localhost|127\.0\.0\.1)(:\d+)?\//.test(url)) return realFetch(input, init);
  throw new Error(`not available on loopback: ${url}`);
};
const {verifyCredential} = await import('@digitalcredentials/verifier-core');

// Nobody of ours stands in its registries of issuers.
const IGNORED = ['registered_issuer'];

await answerJobs(async ({text}) => {
  const report = await verifyCredential({credential: JSON.parse(text), knownDIDRegistries: []});
  const steps = new Map((report.log ?? []).map((step) => [step.id, step.error ? `${step.error.name}: ${step.error.message}` : step.valid]));
  const failed = [...steps].filter(([id, valid]) => !IGNORED.includes(id) && valid !== true).map(([id, valid]) => `${id}: ${valid}`);
  const schemas = schema ? [(report.additionalInformation ?? []).find((a) => a.id === 'schema_check')?.results ?? []].flat() : [];
  const unfit = schemas.filter((s) => s.result && !s.result.valid).map((s) => `schema: ${s.result.errors?.[0]?.instancePath ?? ''} ${s.result.errors?.[0]?.message ?? ''}`);
  const errors = (report.errors ?? []).map((e) => `${e.name}: ${e.message}`);
  const signed = steps.get('valid_signature') === true ? [] : ['no valid signature'];
  const why = [...errors, ...failed, ...signed, ...unfit];
  return {valid: why.length === 0, why};
});
