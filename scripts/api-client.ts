import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeApi } from '@/lib/api/openapi';

const CLIENT = 'lib/api/client/generated.ts';

/** What oazapfts writes is checked by less strict rules than ours (exactOptionalPropertyTypes); its types are used all the same. */
const UNCHECKED = '// @ts-nocheck\n';

/**
 * The typed client that oazapfts makes of the API's description. The version of the product is left out: it would change
 * the file with each release, and nothing else.
 * @param root of the repository
 */
export function clientOf(root: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'rota-client-'));
  const [spec, made] = [path.join(folder, 'openapi.json'), path.join(folder, 'client.ts')];
  try {
    writeFileSync(spec, JSON.stringify(describeApi('1')));
    execFileSync(path.join(root, 'node_modules/.bin/oazapfts'), [spec, made], { stdio: 'pipe' });
    return UNCHECKED + readFileSync(made, 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** `npm run api:client` */
if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(CLIENT, clientOf(process.cwd()));
