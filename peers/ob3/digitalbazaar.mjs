// Data Integrity (eddsa-rdfc-2022) with @digitalbazaar/vc.
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as vc from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {answerJobs} from '../lib/jobs.mjs';
import {documentLoader} from './documents.mjs';

function reasons(error) {
  if (!error) return [];
  return [error.message, ...(error.errors ?? []).flatMap((e) => [e.message, e.cause?.message])].filter(Boolean);
}

await answerJobs(async ({text}) => {
  const credential = JSON.parse(text);
  const result = await vc.verifyCredential({
    credential,
    suite: new DataIntegrityProof({cryptosuite}),
    documentLoader,
    now: new Date(),
    checkStatus: credential.credentialStatus ? checkStatus : undefined,
  });
  // The library says "verified" of a credential whose status bit is set: whoever calls it must look at the bit.
  const set = (result.statusResult?.results ?? []).filter((r) => r.status).map((r) => `status is set: ${r.credentialStatus.statusPurpose}`);
  return {valid: result.verified && set.length === 0, why: [...reasons(result.error), ...set]};
});
