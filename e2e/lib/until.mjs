// Waiting for something that no event announces (a mail that a job sends): asking again until a deadline. Every other timer in these tests is a deadline.

/** Asks `look` until it gives something other than undefined, null or false; fails with `what` after `within` milliseconds. */
export async function until(what, look, {within = 15_000, every = 100} = {}) {
  const deadline = Date.now() + within;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`not within ${within / 1000} s: ${what}`);
    await new Promise((resolve) => { setTimeout(resolve, every); });
  }
}
