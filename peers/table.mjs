// The cases that have to be there: every kind in every format, so that no peer is spared the one that it would get wrong.
import {FORMATS} from './peers.mjs';

/**
 * What each means where nothing is signed (`ob2-hosted`): tampered is a copy that says something else than what is hosted; foreign-key is
 * an assertion at an address where its issuer's may not stand; no-proof says that it is signed, and isn't.
 */
export const KINDS = ['valid', 'tampered', 'expired', 'not-yet-valid', 'revoked', 'foreign-key', 'no-proof'];

/** What is missing from these cases, or wants something else than its kind says. */
export function gaps(cases) {
  return FORMATS.flatMap((format) => KINDS.flatMap((kind) => {
    const found = cases.find((item) => item.format === format && item.case === kind);
    const wanted = kind === 'valid' ? 'valid' : 'invalid';
    if (!found) return [`${format} ${kind} is not there`];
    return found.wanted === wanted ? [] : [`${format} ${kind} wants ${found.wanted}`];
  }));
}
