// Our own `insigne verify`, as one more column: the real program, one process per case, judged by its exit status.
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import {program} from '../e2e/lib/insigne.mjs';
import {answerJobs} from './lib/jobs.mjs';

// Whoever names the program, as ./check does, wants it asked.
const isThere = process.env.INSIGNE_BIN !== undefined || fs.existsSync(program);
const ANSWERS = ['valid', 'invalid', 'undecided'];

await answerJobs(({file, url, now, recipient}) => {
  if (!isThere) return {skipped: 'not built: cargo build --package insigne'};
  const options = ['--json', '--allow-private'];
  if (now !== undefined) options.push('--at', now);
  if (recipient !== undefined) options.push('--mail', recipient.email);
  const {status, stdout, stderr, error} = spawnSync(program, ['verify', ...options, url ?? file], {encoding: 'utf8', maxBuffer: 16 * 1024 * 1024});
  if (error) throw error;
  if (ANSWERS[status] === undefined) throw new Error(`exit ${status}: ${stderr.trim()}`);
  const {verdict, report} = JSON.parse(stdout);
  if (verdict !== ['genuine_and_valid', 'do_not_rely', 'not_fully_checked'][status]) throw new Error(`exit ${status} for ${verdict}`);
  const why = report.checks
    .filter(({outcome}) => outcome === 'failed' || outcome === 'undecided')
    .map(({name, outcome, reason}) => `${name} ${outcome}: ${reason.code} ${Object.values(reason.args ?? {}).join(' ')}`.trim());
  return {got: ANSWERS[status], why: status === 0 ? [] : why};
});
