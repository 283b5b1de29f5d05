// The two official JSON Schemas of AchievementCredential, from the folder that OB3_SCHEMA_DIR names.
import fs from 'node:fs';
import path from 'node:path';

const folder = process.env.OB3_SCHEMA_DIR;

/** The file of `name` (json or json-ld), or undefined when the folder isn't there. */
export function schemaFile(name) {
  if (!folder) return undefined;
  const file = path.join(folder, `${name}-achievementcredential.json`);
  return fs.existsSync(file) ? file : undefined;
}
