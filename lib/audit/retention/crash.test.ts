import { readdirSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { db } from '@/lib/db';
import { startChild } from '@/lib/local/test-child';
import { startTestMonths, type TestMonths } from '@/lib/local/test-months';
import { testEnv } from '@/lib/local/test-product';
import { auditRows, sql } from '@/lib/local/test-rows';
import { checkWhole } from '../signing/whole';
import { exportFile } from '../tool/export-file';
import { verifyFiles } from '../tool/verify-files';

const ROWS = 6;

let months: TestMonths;
beforeAll(async () => {
  months = await startTestMonths();
  await months.partitions('2031-01', '2031-02', '2031-03');
  await months.rows(ROWS, '2031-01-10T00:00:00Z');
  await months.rows(1, '2031-03-10T00:00:00Z');
});
afterAll(() => months?.stop());

const archiver = () =>
  startChild(path.join(import.meta.dirname, '../../local/test-archiver.ts'), {
    ...testEnv(months.product.database),
    ROTA_AUDIT_KEY_FILE: months.file('key.pem'),
    ROTA_AUDIT_DIGESTS: months.digests,
    ROTA_AUDIT_ARCHIVE: months.archive,
    ROTA_AUDIT_MONTHS_ONLINE: '1',
  });

/** Rows online and archived of the schedules' audit are all rows, and all verify, in the database and outside. */
async function expectAllThere(name: string): Promise<number> {
  const { database } = months.product;
  const online = (await auditRows(database, 'schedule')).map(({ seq }) => Number(seq));
  const last = await db().auditArchive.findFirst({
    where: { chain: 'schedule' },
    orderBy: { toSeq: 'desc' },
  });
  const archived = Number(last?.toSeq ?? 0);
  expect(online).toEqual(Array.from({ length: ROWS + 1 - archived }, (_, i) => archived + 1 + i));
  expect(await checkWhole('schedule')).toBeNull();
  const file = months.file(`${name}.jsonl`);
  await exportFile(file, ['schedule']);
  const { digests, publicKeyFile, archive } = months;
  const report = await verifyFiles({
    files: [file],
    digests,
    keys: [publicKeyFile],
    only: ['schedule'],
    archive,
  });
  expect(report).toMatchObject({ problem: null, chains: [{ rows: ROWS + 1, last: ROWS + 1, gaps: [] }] });
  return archived;
}

/** Kills an archiver as it waits for what somebody else has locked. */
async function killWhileLocked(lock: string): Promise<void> {
  const holder = new pg.Client({ connectionString: months.product.database.superuserUrl });
  await holder.connect();
  await holder.query(`SET search_path = public; BEGIN; ${lock}`);
  const child = archiver();
  await vi.waitFor(
    async () => {
      const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      expect(await sql(months.product.database, waiting)).toHaveLength(1);
    },
    { timeout: 45_000 },
  );
  await child.kill();
  await holder.end();
}

const files = () => readdirSync(months.archive).filter((name) => name.startsWith('schedule'));

it.each([
  {
    at: 'while it writes',
    lock: 'LOCK TABLE audit_person IN ACCESS EXCLUSIVE MODE',
    left: ['people', 'rows'].map((what) =>
      expect.stringMatching(new RegExp(`^schedule-2031-01\\.${what}\\.jsonl\\.gz\\.[0-9a-f-]{36}\\.part$`)),
    ),
  },
  {
    at: 'with all files written',
    lock: 'LOCK TABLE audit_archive IN ROW EXCLUSIVE MODE',
    left: expect.arrayContaining(['schedule-2031-01.manifest.json', 'schedule-2031-01.rows.jsonl.gz']),
  },
  {
    at: 'within the transaction that removes the rows',
    lock: `SELECT FROM audit_head WHERE chain = 'activity' FOR UPDATE`,
    left: expect.arrayContaining(['schedule-2031-01.manifest.json', 'schedule-2031-01.rows.jsonl.gz']),
  },
])(
  'an archiver that is killed $at leaves all rows in the database',
  async ({ at, lock, left }) => {
    await killWhileLocked(lock);
    expect(files().sort()).toEqual(left);
    expect(await expectAllThere(at)).toBe(0);
  },
  60_000,
);

it('a repeat finishes, and leaves all rows in the archive', async () => {
  await archiver().until(({ done }) => done === true);
  expect(await expectAllThere('repeat')).toBe(ROWS);
  expect(files().sort()).toEqual(
    ['manifest.json', 'people.jsonl.gz', 'rows.jsonl.gz'].map((end) => `schedule-2031-01.${end}`),
  );
});
