// Which peer checks which formats, and how it is called.
import path from 'node:path';

const here = import.meta.dirname;
const python = (venv, script) => [path.join(process.env.PEERS_VENVS, venv, 'bin/python'), path.join(here, script)];
const node = (script, ...rest) => [process.execPath, path.join(here, script), ...rest];

const BAKED_OB2 = ['baked-png-ob2', 'baked-svg-ob2'];
const BAKED_OB3 = ['baked-png-ob3', 'baked-svg-ob3'];

export const FORMATS = ['data-integrity', 'jwt', 'ob2-hosted', 'ob2-jws', ...BAKED_OB2, ...BAKED_OB3];

/** `asks`: what a case must say for this peer to be asked, and what it then wants. Without it: every case, its `wanted`. */
export const peers = [
  {name: 'digitalbazaar', formats: ['data-integrity'], command: node('ob3/digitalbazaar.mjs')},
  {name: 'verifier-core', formats: ['data-integrity'], command: node('ob3/verifier-core.mjs')},
  {name: 'openbadgeslib', formats: ['data-integrity', 'jwt', 'ob2-jws', ...BAKED_OB3], command: python('ob3', 'ob3/openbadgeslib_verify.py')},
  {name: 'jose', formats: ['jwt'], command: node('ob3/jose.mjs')},
  {name: 'validator-core', formats: ['ob2-hosted', 'ob2-jws', ...BAKED_OB2], command: python('ob2', 'ob2/verify.py')},
  {name: 'schema json', formats: ['data-integrity', 'jwt'], command: node('ob3/schema.mjs', 'json'), asks: structure},
  {name: 'schema json-ld', formats: ['data-integrity', 'jwt'], command: node('ob3/schema.mjs', 'json-ld'), asks: structure},
  {name: 'insigne verify', formats: FORMATS, command: node('insigne.mjs')},
  {name: 'bakers', formats: [...BAKED_OB2, ...BAKED_OB3], command: python('baked', 'baked/bakers.py'), asks: baking},
];

/** A tampered credential may have the best structure, so only valid cases are asked about, and those that say what to expect. */
function structure(item) {
  return item.structure ?? (item.wanted === 'valid' ? 'valid' : undefined);
}

/** How it is baked has nothing to do with whether the credential inside is good. */
function baking(item) {
  return item.structure ?? 'valid';
}
