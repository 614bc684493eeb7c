import { z } from 'zod';
import { EVERYWHERE } from '@/lib/auth/access';
import { DirectoryError } from '@/lib/auth/directory';
import { roleOf } from '@/lib/auth/role-groups';
import { theDirectory } from '@/lib/auth/the-directory';
import { query } from '@/lib/command';
import { db } from '@/lib/db';
import { env } from '@/lib/env';
import { notFound } from '@/lib/errors';
import { log } from '@/lib/log';
import { type Given, givenBy, type StoredGiven } from './given';
import { grantsTo, storedGrants } from './stored';

/** What the directory says of somebody: what they would have at their next sign-in. */
export type Asked = {
  /** `disabled` is an expired account too: nobody signs in with it, whatever its groups give. */
  account: 'active' | 'disabled' | 'gone';
  given: Given[];
  at: Date;
};

/**
 * Asks the directory who somebody is now, and what their groups give.
 * @param id objectGUID
 * @param stored all grants
 * @throws DirectoryError `unavailable`
 */
export async function askAbout(id: string, stored: readonly StoredGiven[]): Promise<Asked> {
  const directory = theDirectory();
  const account = await directory.lookup(id);
  if (!account) return { account: 'gone', given: [], at: new Date() };
  const { groups } = await roleOf(directory, account.groupSids);
  const given = givenBy(groups, grantsTo(account.groupSids, stored), env().ROTA_READING === 'all');
  return { account: account.disabled ? 'disabled' : 'active', given, at: new Date() };
}

/** The directory's answer about a person, or why there is none: that it can't be asked is an answer, not an error. */
export type AskAnswer = { problem: string; asked: null } | { problem: null; asked: Asked };

/** Asks the directory about somebody who has ever signed in. */
export const askDirectory = query({
  permission: 'access.read',
  input: z.strictObject({ userId: z.guid('Choose one of the list.') }),
  at: EVERYWHERE,
  async run(_context, { userId }): Promise<AskAnswer> {
    const user = await db().user.findUnique({ where: { id: userId }, select: { id: true } });
    if (!user) throw notFound('This person');
    try {
      return { problem: null, asked: await askAbout(user.id, await storedGrants()) };
    } catch (error) {
      if (!(error instanceof DirectoryError)) throw error;
      log.warn({ err: error }, 'the directory could not be asked about a person');
      return { problem: error.message, asked: null };
    }
  },
});
