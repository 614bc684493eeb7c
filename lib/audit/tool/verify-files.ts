import { createPublicKey, type KeyObject } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Chain } from '../chain';
import { type Kept, type Report, verifyExport } from '../verify';
import { UsageError } from './options';

/** What to verify: exported files in their order, the folder with the digests, public keys as PEM files. */
export type Files = {
  files: readonly string[];
  digests: string;
  keys: readonly string[];
  only: readonly Chain[];
};

/**
 * Verifies exported files, read line by line.
 * @throws UsageError naming what can't be read
 */
export async function verifyFiles({ files, digests, keys, only }: Files): Promise<Report> {
  const given = await Promise.all(keys.map(readKey));
  return verifyExport(linesOf(files), await digestsIn(digests), given, only);
}

async function* linesOf(files: readonly string[]): AsyncGenerator<Kept> {
  for (const file of files) {
    const input = await opened(file);
    let line = 0;
    for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      line += 1;
      if (text !== '') yield { where: `${file}, line ${line}`, text };
    }
  }
}

async function opened(file: string) {
  const input = createReadStream(file, 'utf8');
  await new Promise<void>((resolve, reject) => {
    input.once('open', () => resolve());
    input.once('error', (error) => reject(new UsageError(`${file} can't be read: ${error.message}`)));
  });
  return input;
}

async function digestsIn(folder: string): Promise<Kept[]> {
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
    return await Promise.all(
      names.map(async (name) => ({
        where: path.join(folder, name),
        text: await readFile(path.join(folder, name), 'utf8'),
      })),
    );
  } catch (error) {
    throw new UsageError(
      `The digests can't be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

async function readKey(file: string): Promise<KeyObject> {
  try {
    const key = createPublicKey(await readFile(file));
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (error) {
    throw new UsageError(`${file} is no key: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new UsageError(`${file} is no Ed25519 key.`);
}
