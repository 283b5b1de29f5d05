// How a peer in JavaScript is called: a JSON list of jobs on standard input, one line of JSON per job on standard output.
// A job: {case, format, text, now?}. An answer: {case, got: "valid" | "invalid" | "undecided" | "skipped", why: [text]}.
import fs from 'node:fs';

const RealDate = Date;

/** Runs `body` with the clock at `now` (RFC 3339), or at the real time. */
async function atMoment(now, body) {
  if (now === undefined) return body();
  const ahead = RealDate.parse(now) - RealDate.now();
  globalThis.Date = class extends RealDate {
    constructor(...parts) {
      if (parts.length === 0) super(RealDate.now() + ahead);
      else super(...parts);
    }

    static now() {
      return RealDate.now() + ahead;
    }
  };
  try {
    return await body();
  } finally {
    globalThis.Date = RealDate;
  }
}

/** Answers every job with what `verify(job)` says: {valid, why}, {got, why} or {skipped}. What it throws means invalid. */
export async function answerJobs(verify) {
  for (const job of JSON.parse(fs.readFileSync(0, 'utf8'))) {
    let answer;
    try {
      answer = await atMoment(job.now, () => verify(job));
    } catch (error) {
      answer = {valid: false, why: [error.message, error.cause?.message].filter(Boolean)};
    }
    const got = answer.skipped ? 'skipped' : (answer.got ?? (answer.valid ? 'valid' : 'invalid'));
    process.stdout.write(`${JSON.stringify({case: job.case, got, why: answer.skipped ? [answer.skipped] : (answer.why ?? [])})}\n`);
  }
}
