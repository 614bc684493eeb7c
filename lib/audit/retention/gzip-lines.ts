import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough, pipeline as piped } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip, createGzip } from 'node:zlib';
import { Broken, type Kept } from '../walk';
import { syncFolder } from '../whole-file';
import type { Hashed } from './walk-archive';

/** Reads the lines of a packed file as they are asked for. */
export function readGzip(file: string): Hashed {
  const hash = createHash('sha256');
  return { lines: linesOf(file, (chunk) => hash.update(chunk)), sha256: () => hash.digest('hex') };
}

async function* linesOf(file: string, packed: (chunk: Buffer) => void): AsyncGenerator<Kept> {
  const input = createReadStream(file);
  input.on('data', (chunk) => packed(Buffer.from(chunk)));
  const decoder = new StringDecoder('utf8');
  let [rest, line] = ['', 0];
  try {
    // Whoever reads the last stream meets the error of any of them.
    for await (const chunk of piped(input, createGunzip(), new PassThrough(), () => undefined)) {
      const lines = (rest + decoder.write(chunk)).split('\n');
      rest = lines.pop() ?? '';
      for (const text of lines) {
        line += 1;
        yield { where: `${file}, line ${line}`, text };
      }
    }
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    throw new Broken(file, `After line ${line} it can't be unpacked: it was changed, or cut off.`);
  }
  if (rest !== '') throw new Broken(file, `After line ${line} it is cut off.`);
}

const isUnreadable = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');

/** A packed file in the making: it is under its name once it was ended, whole and on the disk. */
export type GzipFile = {
  /** @throws Error where it can't be written */
  write(text: string): Promise<void>;
  /** @returns the SHA-256 of the file, in hex */
  end(): Promise<string>;
  /** Gives up what was not ended. */
  discard(): Promise<void>;
};

/** @param file its name; one that is there is replaced as this one is ended */
export async function writeGzip(file: string): Promise<GzipFile> {
  await removeParts(file);
  // Of its own: nobody else goes on in it, or gives it the name.
  const part = `${file}.${randomUUID()}.part`;
  const handle = await open(part, 'wx', 0o600);
  const hash = createHash('sha256');
  const gzip = createGzip();
  const written = pipeline(gzip, async (packed: AsyncIterable<Buffer>) => {
    for await (const chunk of packed) {
      hash.update(chunk);
      await handle.appendFile(chunk);
    }
  });
  // Told to whoever writes or ends next.
  written.catch(() => undefined);
  return {
    async write(text) {
      if (gzip.write(text)) return;
      await Promise.race([written, new Promise((resolve) => gzip.once('drain', resolve))]);
    },
    async end() {
      gzip.end();
      await written;
      await handle.sync();
      await handle.close();
      await rename(part, file);
      await syncFolder(path.dirname(file));
      return hash.digest('hex');
    },
    async discard() {
      gzip.destroy();
      await handle.close();
      await rm(part, { force: true });
    },
  };
}

/** What was broken off has personal values too. Somebody who still writes it, against all locks, finds it gone at the end. */
async function removeParts(file: string): Promise<void> {
  const [folder, name] = [path.dirname(file), path.basename(file)];
  for (const other of await readdir(folder))
    if (other.startsWith(`${name}.`) && other.endsWith('.part'))
      await rm(path.join(folder, other), { force: true });
}
