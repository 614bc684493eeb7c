import type { KeyObject } from 'node:crypto';
import path from 'node:path';
import { db } from '@/lib/db';
import { env } from '@/lib/env';
import { installationId } from '@/lib/environments/bootstrap';
import { log } from '@/lib/log';
import { databaseNow } from '@/lib/schedules/load';
import { systemContext } from '@/lib/system-context';
import type { Chain } from '../chain';
import { record } from '../record';
import { readingKeys } from '../signing/keys';
import { signedOf } from '../signing/whole';
import { writeWhole } from '../whole-file';
import { boundaryOf } from './boundary';
import type { Keeper } from './keeper';
import { leftBehind } from './left-behind';
import { archiveNames, type Manifest, signManifest } from './manifest';
import { type Month, nextMonth } from './next-month';
import { assertOwn } from './own';
import { readBack } from './read-back';
import { writeMonth } from './write';

/** Personal values of a month are deleted and its partition is dropped within this time, in milliseconds. */
const LONGEST_RELEASE = 30 * 60_000;

/** Where archives are kept, and how many months after its end a month stays online. */
export type Retention = { folder: string; monthsOnline: number };

/**
 * Archives the oldest month of an audit that is due: writes it, signs it, reads it back, and only then removes it from the
 * database, in one transaction with its record. Whatever fails before leaves the database as it is; a repeat begins anew.
 * @param key the one that digests are signed with
 * @returns the month, as in `2026-01`; null where none is due, or something must come first
 * @throws Broken where the rows are not as they were written; Error where the keeper is alone no more
 */
export async function archiveMonth(
  chain: Chain,
  keeper: Keeper,
  key: KeyObject,
  { folder, monthsOnline }: Retention,
): Promise<string | null> {
  const month = await nextMonth(chain, await boundaryOf(chain), monthsOnline);
  if (!month) return null;
  const covering = await coveringDigest(chain, month.to);
  const wait =
    covering === null ? `no digest that is kept covers row ${month.to} yet` : await feedBehind(month);
  if (wait !== null || covering === null) {
    log.warn({ alert: true, chain, month: month.month, wait }, 'a month of the audit is not archived yet');
    return null;
  }
  const installation = await installationId();
  await assertOwn(folder, installation, month, readingKeys());
  const { sha256, people } = await writeMonth(folder, month, keeper.alone);
  const { from, to, firstPrevious, lastHash } = month;
  const at = (await databaseNow(db())).toISOString();
  const left = await leftBehind(chain, month);
  const what = {
    installation,
    chain,
    month: month.month,
    from,
    to,
    rows: to - from + 1,
    firstPrevious,
    lastHash,
    sha256,
    at,
    ...(left !== undefined && { left }),
  };
  const manifest = JSON.stringify(signManifest(what, key));
  const file = path.join(folder, archiveNames(month).manifest);
  await keeper.alone();
  await writeWhole(file, `${manifest}\n`, 0o600);
  await readBack(folder, { archive: 1, ...what, where: file }, await signedOf(chain), covering);
  await keeper.alone();
  await release(keeper.client, what, people, manifest);
  log.info({ chain, month: month.month, from, to, folder }, 'a month of the audit was archived');
  return month.month;
}

/** The row of the first digest at or after a row that is kept outside the database; null where there is none. */
async function coveringDigest(chain: Chain, seq: number): Promise<number | null> {
  const digest = await db().auditDigest.findFirst({
    where: { chain, seq: { gte: seq }, keptAt: { not: null } },
    orderBy: { number: 'asc' },
  });
  return digest && Number(digest.seq);
}

/** Why the live feed needs the rows of a month; null where it does not. */
async function feedBehind({ chain, to }: Month): Promise<string | null> {
  if (!env().ROTA_AUDIT_SYSLOG) return null;
  const { seq } = await db().auditFeed.findUniqueOrThrow({ where: { chain } });
  return seq < to ? `the live feed has come to row ${seq} only` : null;
}

/** The row of the activity comes before the tables are locked: who writes waits for its head, and not in a circle. */
async function release(
  keeper: Keeper['client'],
  what: Omit<Manifest, 'archive'>,
  people: number,
  manifest: string,
): Promise<void> {
  const { chain, month, from, to, sha256 } = what;
  const bytes = (hex: string) => Buffer.from(hex, 'hex');
  await keeper.$transaction(
    async (tx) => {
      await tx.$queryRaw`
        SELECT audit_archive_record(${chain}, ${month}, ${from}::bigint, ${to}::bigint, ${bytes(what.firstPrevious)},
          ${bytes(what.lastHash)}, ${bytes(sha256)}, ${people}::bigint, ${manifest})`;
      const details = { chain, month, from, to, sha256 };
      const subject = archiveNames(what).rows;
      await record(tx, systemContext('retention'), {
        audit: 'activity',
        action: 'audit.archive',
        subject,
        details,
      });
      await tx.$queryRaw`SELECT audit_archive_release(${chain})`;
    },
    { timeout: LONGEST_RELEASE },
  );
}
