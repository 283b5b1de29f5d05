// Answers of peers that differ from what is right, which we know and accept, each with its reason. `cases` is matched against the name of the case.
// They are checked too: a peer that changes its mind makes the run fail, so that this list stays true.
export const known = [
  {peer: 'openbadgeslib', format: 'jwt', cases: /^nbf-differs$/, got: 'valid', why: 'openbadgeslib does not compare nbf with validFrom (OB 3.0, "JSON Web Token Proof Format", asks that they be the same moment)'},
  {peer: 'insigne verify', format: 'jwt', cases: /^(good|will-expire)$/, got: 'undecided', why: 'the token brings its own key, and its issuer’s address publishes none: whoever made it could have written any issuer (right, and stricter than the peers)'},
];

export function knownAnswer(peer, format, name) {
  return known.find((k) => k.peer === peer && k.format === format && k.cases.test(name));
}
