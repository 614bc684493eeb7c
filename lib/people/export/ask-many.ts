import { DirectoryError } from '@/lib/auth/directory';
import { log } from '@/lib/log';
import type { Asked } from '../ask';

/** So often in a row may the directory not answer before it is asked no more. */
const FAILURES = 3;

export type Unknown = { account: 'unknown'; why: string };

/**
 * Asks about many people, each once. A directory that is down costs the wait for a few of them; who can't be asked, or
 * only after `until`, is unknown.
 * @param until milliseconds since the epoch
 */
export function patient(
  ask: (id: string) => Promise<Asked>,
  until: number,
): (id: string) => Promise<Asked | Unknown> {
  let failures = 0;
  return async (id) => {
    if (failures >= FAILURES) return DOWN;
    if (Date.now() > until) return { account: 'unknown', why: 'there was no time left to ask the directory' };
    try {
      const asked = await ask(id);
      failures = 0;
      return asked;
    } catch (error) {
      if (!(error instanceof DirectoryError)) throw error;
      log.warn({ err: error }, 'the directory could not be asked about a person');
      failures += 1;
      return DOWN;
    }
  };
}

const DOWN: Unknown = { account: 'unknown', why: 'directory unavailable' };
