import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const repository = path.resolve(import.meta.dirname, '../..');

export type FoundQuery = {
  /** As in `drift/queries#listDrift`. */
  key: string;
  /** Whether it is for those only who may do something everywhere. */
  everywhere: boolean;
  /** Calls it as the source exports it. */
  call(...args: unknown[]): Promise<unknown>;
};

const DECLARED = /^(export )?(?:async )?(?:function|const|class|type) (\w+)/;
const READS = /\bauthorise\(|= query\(|await getJob\(/;
/** What endpoints of the API are made of: each endpoint is asked by every role in `api/access.test.ts`. */
const OF_API = /^api\/(once|definition\/change|endpoints\/[\w-]+)\.ts$/;
const EVERYWHERE_ONLY = /\bauthorise\(\w+, '[\w.-]+', EVERYWHERE\)|^ {2}at: EVERYWHERE,$/m;

/** What the product exports that lets somebody pass and gives something back, as it stands in the source of lib. */
export async function exportedQueries(): Promise<FoundQuery[]> {
  const files = await readdir(path.join(repository, 'lib'), { recursive: true });
  const own = files.filter(
    (file) =>
      file.endsWith('.ts') &&
      !/\.test\.ts$|^local\/|^generated\/|^command\.ts$/.test(file) &&
      !OF_API.test(file),
  );
  const found = await Promise.all(own.sort().map(queriesIn));
  return found.flat();
}

async function queriesIn(file: string): Promise<FoundQuery[]> {
  const source = await readFile(path.join(repository, 'lib', file), 'utf8');
  const statements = source.split(/^(?=(?:export )?(?:async )?(?:function|const|class|type) \w)/m);
  return statements.flatMap((text) => {
    const [, exported, name = ''] = DECLARED.exec(text) ?? [];
    if (!exported || !READS.test(text)) return [];
    const call = async (...args: unknown[]): Promise<unknown> => {
      const module = (await import(path.join(repository, 'lib', file))) as Record<string, never>;
      return (module[name] as unknown as (...args: unknown[]) => Promise<unknown>)(...args);
    };
    return [{ key: `${file.slice(0, -3)}#${name}`, everywhere: EVERYWHERE_ONLY.test(text), call }];
  });
}
