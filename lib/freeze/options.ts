import { parseArgs } from 'node:util';
import type { Scope } from './schema';

export const HELP = `Usage: npm run -s freeze -- --reason TEXT [--team NAME | --environment NAME]

Stops everything, or everything of a team or of an environment, until somebody lifts the freeze on the page Freeze.
It needs the database and nothing else: neither web nor the directory. It is recorded with this host's user, and
logged as an alert.

  --reason TEXT        why, for everybody to read
  --team NAME          only this team
  --environment NAME   only this environment
  --help               this text
`;

/** What was asked for cannot be done as it was written; the message names the option and what would be right. */
export class UsageError extends Error {}

export type FreezeOptions = { scope: Scope; name: string | null; reason: string };

/**
 * Reads the arguments of the command. Null where help was asked for.
 * @throws UsageError
 */
export function readFreezeOptions(args: readonly string[]): FreezeOptions | null {
  const { help, reason, team, environment } = parsed(args);
  if (help) return null;
  if (!reason?.trim()) throw new UsageError('Say why: --reason "Queue is on fire".');
  if (team !== undefined && environment !== undefined)
    throw new UsageError('Give --team or --environment, not both; two freezes are two commands.');
  if (team !== undefined) return { scope: 'team', name: team, reason };
  if (environment !== undefined) return { scope: 'environment', name: environment, reason };
  return { scope: 'all', name: null, reason };
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: { help: { type: 'boolean' }, reason: text, team: text, environment: text },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
