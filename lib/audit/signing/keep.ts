import { db } from '@/lib/db';
import { env } from '@/lib/env';
import type { AuditDigest } from '@/lib/generated/prisma/client';
import { log } from '@/lib/log';
import { databaseNow } from '@/lib/schedules/load';
import { DigestError, readDigest, type SignedDigest } from '../digest';
import { configuredFeed, feedTo } from '../feed/configured';
import { nameOutside } from './declare-restored';
import { keepInFolder } from './folder';
import { readingKeys } from './keys';
import type { DigestPlace } from './places';
import { keepInBucket } from './s3';
import { keepInSyslog } from './syslog';

const AT_ONCE = 100;
const DAY_MS = 24 * 3_600_000;

/** A digest as it is kept: one line of JSON. */
export const writeDigest = ({ statement, keyId: key, signature }: AuditDigest): string =>
  JSON.stringify({ statement, key, signature } satisfies SignedDigest);

/**
 * A digest of the database, where whoever has the app's login may have added one.
 * @throws DigestError where none of the keys signed it, or where it stands in the place of another one
 */
export function readStored(row: AuditDigest): ReturnType<typeof readDigest> {
  const read = readDigest(writeDigest(row), readingKeys());
  const { chain, number } = read.what;
  if (chain === row.chain && number === row.number) return read;
  throw new DigestError(
    `Digest ${number} of the ${chain} audit stands in the place of digest ${row.number} of the ${row.chain} audit.`,
  );
}

/**
 * Brings digests to all places where they are kept, outside the database, in their order. One that a place can't keep now
 * is tried again at the next turn, in all of them; a name is never written over. A name that is taken by something else
 * shows a database that is behind its digests. What no key of Rota's signed is not brought anywhere: nobody could remove it
 * where names are kept, and none could take its place.
 */
export async function keepDigests(): Promise<void> {
  const { ROTA_AUDIT_DIGESTS: places } = env();
  if (!places) return;
  const rows = await db().auditDigest.findMany({
    where: { keptAt: null },
    orderBy: [{ at: 'asc' }, { chain: 'asc' }],
    take: AT_ONCE,
  });
  for (const row of rows) {
    if (!isOwn(row)) continue;
    const { chain, number } = row;
    const now = await databaseNow(db());
    const kept = await Promise.all(places.map((place) => isKept(place, row, now)));
    if (kept.includes(false)) return;
    await db().auditDigest.update({ where: { chain_number: { chain, number } }, data: { keptAt: now } });
  }
}

function isOwn(row: AuditDigest): boolean {
  try {
    readStored(row);
    return true;
  } catch (error) {
    if (!(error instanceof DigestError)) throw error;
    const { chain, number } = row;
    log.error(
      { alert: true, err: error, chain, number },
      'a digest of the audit is none that was signed, and is brought nowhere',
    );
    return false;
  }
}

/** Whether a place has a digest now; why not is said in the log. */
async function isKept(place: DigestPlace, row: AuditDigest, now: Date): Promise<boolean> {
  const name = `${await nameOutside(db(), row)}.json`;
  try {
    await keepAt(place, { name, at: row.at, json: writeDigest(row) }, now);
    return true;
  } catch (error) {
    log.error({ alert: true, err: error, name, place }, 'a digest of the audit could not be kept');
    return false;
  }
}

async function keepAt(
  place: DigestPlace,
  { name, at, json }: { name: string; at: Date; json: string },
  now: Date,
): Promise<void> {
  switch (place.kind) {
    case 'folder':
      return keepInFolder(place.folder, name, `${json}\n`);
    case 's3': {
      const { ROTA_AUDIT_DIGESTS_LOCK: lock } = env();
      const retention = lock
        ? { mode: lock.mode, until: new Date(now.getTime() + lock.days * DAY_MS) }
        : null;
      return keepInBucket({ bucket: place.bucket, key: `${place.prefix}${name}`, retention }, `${json}\n`);
    }
    case 'syslog': {
      const feed = place.place ? feedTo(place.place) : configuredFeed();
      if (!feed) throw new Error('ROTA_AUDIT_SYSLOG names no place.');
      return keepInSyslog(feed, at, json);
    }
  }
}
