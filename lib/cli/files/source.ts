import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { usage } from '../errors';

const run = promisify(execFile);

/**
 * Where files live: as it was said, else by git.
 * @param said by `--source`
 * @throws CliError where nothing is said, and where git knows none
 */
export async function sourceFor(said: string | undefined, folder: string): Promise<string> {
  if (said === undefined) return gitSource(folder);
  const source = said.trim();
  if (source === '') throw usage('--source is empty. Say where the files live, or leave it out.');
  return source;
}

/** The address of the remote `origin` of the git repository of a folder, and the path in it. @throws CliError */
async function gitSource(folder: string): Promise<string> {
  const top = await git(folder, 'rev-parse', '--show-toplevel');
  const remote = await git(folder, 'remote', 'get-url', 'origin');
  const within = top === null ? null : await git(folder, 'rev-parse', '--show-prefix');
  if (remote === null || within === null)
    throw usage('Say where the files live: --source TEXT, as in the address of their repository.');
  return sourceOf(remote, within);
}

/**
 * However a repository was cloned, it is the same: host and path of its address, without the way there and without who
 * signs in.
 * @param within the path in the repository, as git has it: empty, or with `/` at its end
 */
export const sourceOf = (remote: string, within: string): string =>
  [addressOf(remote).replace(/\/*(\.git)?\/*$/, ''), within.replace(/\/$/, '')].filter(Boolean).join(' ');

/** Both forms that git knows, `ssh://git@host:22/path` and `git@host:path`; a path on this host stays as it is. */
function addressOf(remote: string): string {
  const [, host, way] =
    /^[a-z][a-z\d+.-]*:\/\/(?:[^/]*@)?([^/:]+|\[[^\]/]*\])(?::\d*)?\/+(.*)$/i.exec(remote) ??
    /^(?:[^@/]*@)?([^/:@]{2,}|\[[^\]/]*\]):\/*(.*)$/.exec(remote) ??
    [];
  return host === undefined || way === undefined ? remote : `${host.toLowerCase()}/${way}`;
}

async function git(folder: string, ...args: string[]): Promise<string | null> {
  try {
    const { stdout } = await run('git', ['-C', path.resolve(folder), ...args]);
    return stdout.trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}
