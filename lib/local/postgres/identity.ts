import { spawnSync } from 'node:child_process';
import { lchown, readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** How PostgreSQL's programs are run: which words precede the program, and as which user. */
export type Identity = { prefix: readonly string[]; uid?: number; gid?: number };

const NOBODY = 65534;
const NAMESPACE = ['unshare', '--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`];

/**
 * Chooses how to run PostgreSQL, which refuses to run as root. An ordinary user runs it as is. Root runs it in
 * a user namespace that shows root as nobody; where the system does not allow that, as nobody. A folder that
 * belongs to somebody else already is served as its owner.
 *
 * @param folder the data folder, or the empty folder about to become one
 */
export async function chooseIdentity(folder: string): Promise<Identity> {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const { uid, gid } = await stat(folder);
  if (uid !== 0) return { prefix: [], uid, gid };
  if (namespaceAllowed()) return { prefix: NAMESPACE };
  await giveTo(folder, NOBODY, NOBODY);
  return { prefix: [], uid: NOBODY, gid: NOBODY };
}

function namespaceAllowed(): boolean {
  const [command = '', ...args] = NAMESPACE;
  return spawnSync(command, [...args, 'true']).status === 0;
}

async function giveTo(folder: string, uid: number, gid: number): Promise<void> {
  await lchown(folder, uid, gid);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) await giveTo(full, uid, gid);
    else await lchown(full, uid, gid);
  }
}
