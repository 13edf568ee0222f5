import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The secret of a name: a file of CREDENTIALS_DIRECTORY, or else a variable. */
export function readSecret(name: string): string {
  if (!/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(name)) {
    throw new Error(`secret ${JSON.stringify(name)}: not a name`);
  }
  const folder = process.env.CREDENTIALS_DIRECTORY;
  if (folder !== undefined && folder !== '') {
    try {
      return readFileSync(join(folder, name), 'utf8').replace(/\n$/, '');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        throw new Error(`secret ${name}`, { cause: error });
      }
    }
  }
  const value = process.env[name];
  if (value === undefined) {
    throw new Error(`secret ${name}: neither a file in CREDENTIALS_DIRECTORY nor an environment variable`);
  }
  return value;
}
