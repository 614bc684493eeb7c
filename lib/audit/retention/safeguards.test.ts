import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { db } from '@/lib/db';
import { startTestMonths, type TestMonths } from '@/lib/local/test-months';
import { auditRows, sql } from '@/lib/local/test-rows';
import { signingKey } from '../signing/keys';
import { checkWhole } from '../signing/whole';
import { exportFile } from '../tool/export-file';
import { run } from '../tool/run';
import { archiveMonth } from './archive-month';
import { boundaryOf } from './boundary';
import { removeExpired } from './expire';
import { asKeeper, type Keeper } from './keeper';
import { nextMonth } from './next-month';
import { writeMonth } from './write';

let months: TestMonths;
beforeAll(async () => {
  months = await startTestMonths({ ROTA_AUDIT_SYSLOG: 'tcp://127.0.0.1:1' });
  await months.partitions('2031-01', '2031-02', '2031-03');
  await months.rows(2, '2031-01-31T23:59:58Z');
  // The clock is set back over the end of the month.
  await months.rows(1, '2031-02-01T00:00:01Z');
  await months.rows(1, '2031-01-31T23:59:59Z');
  await months.rows(2, '2031-02-10T00:00:00Z');
  await months.rows(1, '2031-03-10T00:00:00Z');
});
afterAll(() => months?.stop());

const key = () => signingKey() ?? expect.unreachable('no key');
const archive = (folder = months.archive, first: () => Promise<unknown> = async () => {}) =>
  kept(async (keeper) => {
    await first();
    return archiveMonth('schedule', keeper, key(), { folder, monthsOnline: 1 });
  });
const kept = <R>(work: (keeper: Keeper) => Promise<R>) =>
  asKeeper(months.product.database.maintenanceUrl, work);
const expire = (folder = months.archive) => kept((keeper) => removeExpired(keeper, folder, 12));
const online = async () =>
  (await auditRows(months.product.database, 'schedule')).map(({ seq }) => Number(seq));
const files = () => readdirSync(months.archive).sort();

async function as(url: string, text: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
    return 'done';
  } catch (error) {
    return String(error);
  } finally {
    await client.end();
  }
}

/** A line to a database that can fall silent: what is asked from then on does not arrive, and nothing says so. */
async function lineTo(database: string) {
  const { port, hostname } = new URL(database);
  const asking = new Set<Socket>();
  const server = createServer((socket) => {
    asking.add(socket.on('error', () => {}));
    const onward = connect(Number(port), hostname).on('error', () => {});
    socket.pipe(onward).pipe(socket);
    socket.on('close', () => onward.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const url = new URL(database);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const fallSilent = () => {
    for (const socket of asking) socket.unpipe().resume();
  };
  return { url: url.href, fallSilent };
}

const LOST = 'The lock of the keeper was lost';

const recorded = (values: string) =>
  `SELECT public.audit_archive_record('schedule', ${values}, sha256(''), 0, '{}') FROM public.schedule_audit WHERE seq = 4`;

describe('the database', () => {
  const keepers = () => months.product.database.maintenanceUrl;

  it.each([
    ['rows from the second on', `'2031-01', 2, 4, prev_hash, hash`, 'does not follow on what is archived'],
    ['rows on another beginning', `'2031-01', 1, 4, sha256(''), hash`, 'does not follow on what is archived'],
    [
      'another end',
      `'2031-01', 1, 4, sha256('rota schedule audit'), sha256('')`,
      'row 4 is not the last one of 2031-01',
    ],
    [
      'a part of a month',
      `'2031-02', 1, 4, sha256('rota schedule audit'), hash`,
      'row 4 is not the last one of 2031-02',
    ],
    [
      'a month to come',
      `'2031-04', 1, 4, sha256('rota schedule audit'), hash`,
      'the month 2031-04 is not over',
    ],
    [
      'fewer people',
      `'2031-01', 1, 4, sha256('rota schedule audit'), hash`,
      'the file has 0 people, the database 4',
    ],
  ])('records no archive of %s', async (_, values, message) => {
    await months.at('2031-03-20T00:00:00Z');
    expect(await as(keepers(), recorded(values))).toContain(message);
    expect(await db().auditArchive.count()).toBe(0);
  });

  it('removes nothing that no archive is recorded of, and nothing at all for others than the keeper', async () => {
    const release = `SELECT public.audit_archive_release('schedule')`;
    expect(await as(keepers(), release)).toContain('no archive is recorded');
    const { url } = months.product.database;
    for (const text of [
      release,
      recorded(`'2031-01', 1, 4, prev_hash, hash`),
      `SELECT public.audit_erase_person('x')`,
    ])
      expect(await as(url, text)).toContain('permission denied');
    for (const text of [
      'DROP TABLE public.schedule_audit_2031_01',
      'DELETE FROM public.audit_person',
      'DELETE FROM public.schedule_audit',
      'DELETE FROM public.audit_archive',
      `UPDATE public.audit_archive SET to_seq = 9`,
      `INSERT INTO public.audit_archive VALUES ('schedule', '2031-01', 1, 4, '', '', '', '')`,
    ])
      expect(await as(keepers(), text)).toMatch(/permission denied|must be owner/);
  });
});

describe('archiving', () => {
  it('waits for the live feed, where there is one', async () => {
    await months.at('2031-03-20T00:00:00Z');
    expect(await archive()).toBeNull();
    expect(files()).toEqual([]);
    await sql(months.product.database, 'UPDATE audit_feed SET seq = 99');
  });

  it('begins anew where somebody was erased after the people were written', async () => {
    const month =
      (await nextMonth('schedule', await boundaryOf('schedule'), 1)) ?? expect.unreachable('none is due');
    const { people, sha256 } = await writeMonth(months.archive, month, async () => {});
    await months.tamper('DELETE FROM audit_person WHERE seq = 2');
    const values = `'2031-01', 1, 4, sha256('rota schedule audit'), hash, '\\x${sha256}', ${people}, '{}'`;
    const record = `SELECT public.audit_archive_record('schedule', ${values}) FROM public.schedule_audit WHERE seq = 4`;
    expect(await as(months.product.database.maintenanceUrl, record)).toContain('some were erased since');
    expect(await db().auditArchive.count()).toBe(0);
  });

  it('is of one at a time, and puts nothing in place once the lock may be somebody else’s', async () => {
    await kept(async ({ alone }) => {
      await alone();
      expect(await archive()).toBeNull();
      await months.cutKeeper();
      await expect(alone()).rejects.toThrow(LOST);
    });
    const before = files();
    await expect(archive(months.archive, months.cutKeeper)).rejects.toThrow(LOST);
    expect(files()).toEqual(before);
    expect(await db().auditArchive.count()).toBe(0);
  });

  it('is given up where the database no longer says whose the lock is', async () => {
    const { url, fallSilent } = await lineTo(months.product.database.maintenanceUrl);
    onTestFinished(() => void vi.useRealTimers());
    await asKeeper(url, async ({ alone }) => {
      await alone();
      fallSilent();
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      const refused = expect(alone()).rejects.toThrow(LOST);
      await vi.advanceTimersByTimeAsync(10_000);
      await refused;
      vi.useRealTimers();
    });
  });

  it('takes rows by their number where the clock was set back, each once', async () => {
    expect(await archive()).toBe('2031-01');
    // Row 3 says February: it stands there until February goes.
    expect(await online()).toEqual([3, 5, 6, 7]);
    expect(await checkWhole('schedule')).toBeNull();
    const file = months.file('audit.jsonl');
    await exportFile(file, ['schedule']);
    const out: string[] = [];
    const args = [
      'verify',
      file,
      '--digests',
      months.digests,
      '--key',
      months.publicKeyFile,
      '--archive',
      months.archive,
    ];
    const sink = { write: (text: string) => out.push(text) };
    expect([await run([...args, '--only', 'schedule'], sink, sink), out.join('')]).toEqual([
      0,
      expect.stringContaining('schedule audit: 7 rows, as they were written up to row 7'),
    ]);
  });

  it('tells rows that stayed there from others with an archived number', async () => {
    const said =
      /^Rows up to 4 of the schedule audit, which are archived, stand in the database, but are not/;
    const forge = (from: number, as: number) => `INSERT INTO schedule_audit
      SELECT ${as}, gen_random_uuid(), '2031-02-20Z', actor_id, actor_type, action, outcome, schedule_id, environment_id,
        team_id, generation, subject, reason, request_id, body, prev_hash, hash FROM schedule_audit WHERE seq = ${from}`;
    await months.tamper(forge(5, 2));
    expect(await checkWhole('schedule')).toMatch(said);
    await months.tamper(`DELETE FROM schedule_audit WHERE seq = 2;
      CREATE TABLE public.stayed AS SELECT * FROM schedule_audit WHERE seq = 3;
      DELETE FROM schedule_audit WHERE seq = 3`);
    expect(await checkWhole('schedule')).toMatch(said);
    await months.tamper('INSERT INTO schedule_audit SELECT * FROM public.stayed');
    expect(await checkWhole('schedule')).toBeNull();
  });

  it('writes into no folder without the archives before, and over no archive of other rows', async () => {
    await months.at('2031-04-01T00:00:00Z');
    const folder = months.file('another');
    mkdirSync(folder);
    const manifest = (month: string) => path.join(folder, `schedule-${month}.manifest.json`);
    await expect(archive(folder)).rejects.toThrow(
      'up to row 4: is it the folder of the archives, and mounted?',
    );
    cpSync(path.join(months.archive, 'schedule-2031-01.manifest.json'), manifest('2031-02'));
    await expect(archive(folder)).rejects.toThrow('is there already, and is of other rows');
    expect(await archive()).toBe('2031-02');
    expect(await online()).toEqual([7]);
    expect(await checkWhole('schedule')).toBeNull();
  });

  it('gives up where somebody reads for long, and leaves all as it is', async () => {
    await months.at('2031-05-01T00:00:00Z');
    const reader = new pg.Client({ connectionString: months.product.database.url });
    await reader.connect();
    await reader.query('BEGIN; SELECT count(*) FROM public.schedule_audit');
    await expect(archive()).rejects.toThrow('lock timeout');
    expect(await online()).toEqual([7]);
    await reader.end();
    expect(await archive()).toBe('2031-03');
    expect(await checkWhole('schedule')).toBeNull();
  });
});

describe('archived rows', () => {
  it('are not told to be archived by somebody who removed them', async () => {
    await months.rows(3, '2031-05-02T00:00:00Z');
    await months.tamper(`CREATE TABLE public.gone AS SELECT * FROM schedule_audit WHERE seq = 8;
      DELETE FROM schedule_audit WHERE seq = 8;
      INSERT INTO audit_archive SELECT 'schedule', '2031-04', 8, 8, prev_hash, hash, sha256(''), manifest
        FROM public.gone, audit_archive a WHERE a.month = '2031-03' AND a.chain = 'schedule'`);
    expect(await checkWhole('schedule')).toMatch(/stands in two archives/);
    await months.tamper(`DELETE FROM audit_archive WHERE month = '2031-04'`);
    expect(await checkWhole('schedule')).toMatch(/^Row 8 of the schedule audit is missing/);
    await months.tamper('INSERT INTO schedule_audit SELECT * FROM public.gone');
    expect(await checkWhole('schedule')).toBeNull();
  });

  it('go once they were kept for long enough, by a row in the activity; the manifest stays', async () => {
    await months.tamper(`UPDATE audit_archive SET archived_at = '2031-05-01Z'`);
    await months.at('2032-04-30T23:59:59Z');
    expect(await expire()).toEqual([]);
    await months.at('2032-05-01T00:00:00Z');
    await expect(expire(months.file('digests'))).rejects.toThrow('ENOENT');
    expect(await expire()).toHaveLength(6);
    expect(await expire()).toEqual([]);
    expect(files().filter((name) => name.startsWith('schedule'))).toEqual(
      [1, 2, 3].map((n) => `schedule-2031-0${n}.manifest.json`),
    );
    const rows = (await auditRows(months.product.database, 'activity')).filter(
      ({ action }) => action === 'audit.archive-remove',
    );
    expect(rows.map(({ subject }) => subject)).toEqual(
      [1, 2, 3].map((n) => `schedule-2031-0${n}.rows.jsonl.gz`),
    );
    expect(existsSync(path.join(months.archive, 'schedule-2031-01.rows.jsonl.gz'))).toBe(false);
    expect(await checkWhole('schedule')).toBeNull();
  });
});
