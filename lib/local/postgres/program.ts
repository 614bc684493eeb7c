import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import type { Identity } from './identity';

/**
 * Starts one of PostgreSQL's programs under the given identity, in an environment without PG* and locale
 * variables, which would change what it does. Its standard error is a pipe; it has no other streams.
 */
export function spawnProgram(
  identity: Identity,
  program: string,
  args: readonly string[],
  options: Pick<SpawnOptions, 'cwd' | 'detached'> = {},
): ChildProcess {
  const [command = program, ...rest] = [...identity.prefix, program, ...args];
  const env: NodeJS.ProcessEnv = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
  for (const name of Object.keys(env)) if (/^(PG|LC_(?!ALL)|LANG)/.test(name)) delete env[name];
  return spawn(command, rest, {
    ...options,
    ...(identity.uid === undefined ? {} : { uid: identity.uid }),
    ...(identity.gid === undefined ? {} : { gid: identity.gid }),
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    windowsHide: true,
  });
}

/** Runs a program to its end. @throws Error with the program's own words when it fails */
export async function runProgram(
  identity: Identity,
  program: string,
  args: readonly string[],
): Promise<void> {
  const child = spawnProgram(identity, program, args);
  let output = '';
  child.stderr?.on('data', (chunk) => {
    output += chunk;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`${program} failed (exit code ${code}): ${output.trim()}`);
}
