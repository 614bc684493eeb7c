import type { Tx } from '@/lib/db';
import type { PrismaClient } from '@/lib/generated/prisma/client';
import { systemContext } from '@/lib/system-context';
import { record } from '../record';
import { openArchive } from '../retention/files';
import { asKeeper, type Keeper } from '../retention/keeper';
import { archiveNames, type Manifest } from '../retention/manifest';
import { eraseIn, type Held, heldIn } from './archives';
import type { Erased } from './whose';

const LONGEST_MS = 10 * 60_000;

/** Somebody can't be erased; the message says why, and what would be right. */
export class ErasureError extends Error {}

export type Erasure = {
  /** The objectGUID, as the audits have it. */
  person: string;
  reason: string;
  /** Who erases, as they call themselves. */
  by: string;
  /** The folder of the archives; null where it is not at hand. */
  folder: string | null;
};

export type Erasured = {
  /** Rows of the audits whose personal values are gone, and rows of other tables that named them. */
  auditRows: number;
  otherRows: number;
  /** Files of archives that were written anew without them. */
  archives: Held[];
  /** Files that were not at hand: they may have values still. */
  unreachable: string[];
};

/**
 * Erases somebody's personal values from the archives at hand, from the audits, and from what Rota keeps of people. The
 * activity says what is to be done before anything is, and what was done after each archive and at the end; what was broken
 * off goes on at a repeat, as the database still knows them until the end.
 * @param maintenanceUrl `postgresql://` address of a member of rota_maintenance
 * @throws ErasureError where nobody is known by this id, who is signed in, or where somebody else archives or erases
 * @throws Broken where an archive can't be read; Error where the keeper is alone no more
 */
export async function erasePerson(maintenanceUrl: string, erasure: Erasure): Promise<Erasured> {
  const done = await asKeeper(maintenanceUrl, (keeper) => erase(keeper, erasure));
  if (!done)
    throw new ErasureError('A worker archives, or somebody else erases at this moment: try again later.');
  return done;
}

async function erase({ client, alone }: Keeper, erasure: Erasure): Promise<Erasured> {
  const { person: id, by, folder } = erasure;
  const { account, known, signedIn } = await standingOf(client, id);
  if (signedIn) throw isSignedIn(id, 'Nothing was erased.');
  const who: Erased = { id, account };
  const archives = folder === null ? [] : await heldIn(folder, who);
  if (!known && archives.length === 0) throw isUnknown(erasure);
  const unreachable = await elsewhere(client, folder);
  const files = archives.map(({ file, rows }) => ({ file, rows }));
  await client.$transaction((tx) =>
    say(tx, erasure, 'audit.erase-begin', { by, archives: files, unreachable }),
  );
  if (folder !== null)
    for (const held of archives) {
      await eraseIn(folder, held, who, alone);
      const { file, rows } = held;
      await client.$transaction((tx) => say(tx, erasure, 'audit.erase-archive', { by, file, rows }));
    }
  await alone();
  const counts = await client.$transaction(
    async (tx) => {
      const erased = await eraseRows(tx, id);
      await say(tx, erasure, 'audit.erase', { by, ...erased, archives: files, unreachable });
      return erased;
    },
    { timeout: LONGEST_MS },
  );
  return { ...counts, archives, unreachable };
}

type Standing = { account: string | null; known: boolean; signedIn: boolean };

async function standingOf(keeper: PrismaClient, id: string): Promise<Standing> {
  const [standing] = await keeper.$queryRaw<Standing[]>`
    SELECT account, known, signed_in AS "signedIn" FROM audit_person_standing(${id})`;
  if (!standing) throw new Error('The database did not say whom it knows.');
  return standing;
}

const isSignedIn = (id: string, done: string): ErasureError =>
  new ErasureError(
    `${id} is signed in, and would leave new values: end their sessions on the page People first. ${done}`,
  );

const isUnknown = ({ person, folder }: Erasure): ErasureError =>
  new ErasureError(
    `Nobody is known by the id ${person}: no profile has it, no row of either audit is theirs, and no sign-in was refused to them, ${folder === null ? 'and no folder of archives was named' : `and no archive in ${folder}`}. It is the objectGUID, as the address of the person's page has it.`,
  );

const say = (
  tx: Tx,
  { person, reason }: Erasure,
  action: string,
  details: Record<string, unknown>,
): Promise<void> =>
  record(tx, systemContext('erasure'), { audit: 'activity', action, subject: person, reason, details });

/** Files of archives that were not removed, but are not in the folder. */
async function elsewhere(keeper: PrismaClient, folder: string | null): Promise<string[]> {
  const recorded = await keeper.$queryRaw<Pick<Manifest, 'chain' | 'month'>[]>`
    SELECT chain, month FROM audit_archive WHERE removed_at IS NULL ORDER BY chain, month`;
  const missing: string[] = [];
  for (const archive of recorded) {
    const files = folder === null ? null : await openArchive(folder, archive);
    if (!files?.people || !files.rows) missing.push(archiveNames(archive).people);
  }
  return missing;
}

type Counts = Pick<Erasured, 'auditRows' | 'otherRows'>;

async function eraseRows(tx: Tx, person: string): Promise<Counts> {
  const [erased] = await tx.$queryRaw<(Counts & { signedIn: boolean })[]>`
    SELECT signed_in AS "signedIn", audit_rows::float8 AS "auditRows", other_rows::float8 AS "otherRows"
    FROM audit_erase_person(${person})`;
  if (!erased) throw new Error('The database did not say what it erased.');
  const { signedIn, ...counts } = erased;
  if (signedIn) throw isSignedIn(person, 'They have signed in since this began: only archives were reached.');
  return counts;
}
