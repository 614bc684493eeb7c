import { z } from 'zod';
import { EVERYWHERE } from '@/lib/auth/access';
import { DirectoryError } from '@/lib/auth/directory';
import { theDirectory } from '@/lib/auth/the-directory';
import { authorise, type Command, command, parse } from '@/lib/command';
import { log } from '@/lib/log';

export type DirectoryTest = { ok: boolean; milliseconds: number; message: string };

const input = z.strictObject({ now: z.literal(true) });

/**
 * Connects to the directory as a sign-in does: the same addresses, certificates and service account.
 * @returns how it went; what can't be reached is an answer, not an error
 */
export const testDirectory: Command<DirectoryTest> = async (context, raw) => {
  await authorise(context, 'directory.test', EVERYWHERE);
  parse(input, raw);
  const began = performance.now();
  const problem = await ping();
  const milliseconds = Math.round(performance.now() - began);
  const message = problem ?? 'A controller answered over verified TLS, and the service account may sign in.';
  return telling({ ok: problem === null, milliseconds, message })(context, raw);
};

async function ping(): Promise<string | null> {
  try {
    await theDirectory().ping();
    return null;
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error;
    log.warn({ err: error }, 'the directory was tested and is unavailable');
    return error.message;
  }
}

const telling = (result: DirectoryTest) =>
  command({
    permission: 'directory.test',
    input,
    at: EVERYWHERE,
    async run() {
      const { ok, message: reason, ...details } = result;
      const outcome = ok ? 'ok' : 'failed';
      const entry = { audit: 'activity', action: 'directory.test', subject: 'directory' } as const;
      return { result, entry: { ...entry, outcome, reason, details } };
    },
  });
