// Structure by an official JSON Schema, with ajv: schema.mjs json|json-ld
import fs from 'node:fs';
import {Ajv2019} from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';
import {answerJobs} from '../lib/jobs.mjs';
import {schemaFile} from './schemas.mjs';

const name = process.argv[2];
const file = schemaFile(name);
let check;
if (file) {
  const ajv = new Ajv2019({allErrors: true, strict: false});
  addFormats.default(ajv);
  check = ajv.compile(JSON.parse(fs.readFileSync(file, 'utf8')));
}

// Registered claims of a VC-JWT (OB 3.0, "JSON Web Token Proof Format") stand beside the credential in the payload; the schema doesn't know them.
const CLAIMS = ['iss', 'sub', 'jti', 'nbf', 'exp', 'iat', 'aud'];

function credentialOf({format, text}) {
  if (format !== 'jwt') return JSON.parse(text);
  const payload = JSON.parse(Buffer.from(text.trim().split('.')[1], 'base64url').toString('utf8'));
  return Object.fromEntries(Object.entries(payload).filter(([key]) => !CLAIMS.includes(key)));
}

await answerJobs(async (job) => {
  if (!check) return {skipped: 'OB3_SCHEMA_DIR does not name the official schemas'};
  const valid = check(credentialOf(job));
  // A VC-JWT carries no embedded proof; the json-ld schema asks for one of every credential.
  const errors = (check.errors ?? []).filter((e) => !(job.format === 'jwt' && e.instancePath === '' && e.params?.missingProperty === 'proof'));
  return {valid: valid || errors.length === 0, why: errors.map((e) => `${e.instancePath || '/'} ${e.message}`).slice(0, 5)};
});
