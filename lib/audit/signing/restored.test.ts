import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { db } from '@/lib/db';
import { backUp } from '@/lib/local/test-backup';
import { startTestMonths, type TestMonths } from '@/lib/local/test-months';
import { auditRows } from '@/lib/local/test-rows';
import { log } from '@/lib/log';
import { CHAINS } from '../chain';
import { run } from '../tool/run';
import { checkWhole } from './whole';

let months: TestMonths;
let restore: () => Promise<void>;

/** Digests 1 and 2 of each audit are in the backup, 3 and 4 were signed since; rows 1 to 4 and 5 to 8 of the schedules'. */
beforeAll(async () => {
  months = await startTestMonths();
  await months.partitions('2031-01');
  await months.rows(2, '2031-01-10T10:00:00Z');
  await months.rows(2, '2031-01-10T10:05:00Z');
  restore = await backUp(months.product.database);
  await months.rows(2, '2031-01-10T10:10:00Z');
  await months.rows(2, '2031-01-10T10:15:00Z');
});
afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(() => months?.stop());

const texts = () =>
  new Map(
    readdirSync(months.digests).map((name) => [name, readFileSync(path.join(months.digests, name), 'utf8')]),
  );
const names = () => [...texts().keys()].filter((name) => name.startsWith('schedule')).sort();
const waiting = () => db().auditDigest.count({ where: { keptAt: null } });

async function audit(...args: string[]): Promise<{ code: number; out: string }> {
  const out: string[] = [];
  const sink = { write: (text: string) => out.push(text) };
  return { code: await run(args, sink, sink), out: out.join('') };
}

let exports = 0;
async function verify(...more: string[]): Promise<{ code: number; out: string }> {
  const file = months.file(`${exports++}.jsonl`);
  await audit('export', file);
  return audit('verify', file, '--digests', months.digests, '--key', months.publicKeyFile, ...more);
}

it('a database behind its digests keeps none outside while nobody declared the restore, and says so', async () => {
  const before = texts();
  await restore();
  const alerts = vi.spyOn(log, 'error');
  await months.rows(3, '2031-01-10T10:20:00Z');
  expect(alerts).toHaveBeenCalledWith(
    expect.objectContaining({
      alert: true,
      err: expect.objectContaining({
        message: expect.stringContaining('00000003.json is there already, and says something else.'),
      }),
    }),
    'a digest of the audit could not be kept',
  );
  expect(await waiting()).toBe(2);
  expect(texts()).toEqual(before);
  expect((await verify()).code).toBe(1);
});

it('once it is declared, digests go on beside those that were given up, none of which is touched', async () => {
  const before = texts();
  const { code, out } = await audit('restored', '--reason', 'The disk was lost', '--by', 'Dora Klein');
  expect([code, out]).toEqual([0, expect.stringContaining('schedule audit: digests from 3 on are kept')]);
  const row = (await auditRows(months.product.database, 'activity')).at(-1);
  expect(row).toMatchObject({ action: 'audit.restored', reason: 'The disk was lost' });
  expect(JSON.parse(row?.body ?? '').details).toMatchObject({
    by: 'Dora Klein',
    restored: { schedule: { kept: 2, last: 3 } },
  });
  await months.rows(1, '2031-01-10T10:25:00Z');
  await months.rows(1, '2031-01-10T10:30:00Z');
  expect(await waiting()).toBe(0);
  for (const [name, text] of before) expect(texts().get(name)).toBe(text);
  const beside = (number: number) =>
    expect.stringMatching(new RegExp(`^schedule-0000000${number}-\\w{16}\\.json$`));
  expect(names()).toEqual([
    'schedule-00000001.json',
    'schedule-00000002.json',
    beside(3),
    'schedule-00000003.json',
    beside(4),
    'schedule-00000004.json',
    beside(5),
  ]);
  for (const chain of CHAINS) expect(await checkWhole(chain)).toBeNull();
});

it('verifies for who was told of the backup, and says what was given up and where that was declared', async () => {
  const alarm = await verify();
  expect(alarm.code).toBe(1);
  expect(alarm.out).toContain(
    'Digests 3 to 4 of the schedule audit, signed from 2031-01-10T10:10:00.000Z to',
  );
  const [, said = ''] = /--restored-after (\S+)\.$/m.exec(alarm.out) ?? [];
  expect(said).toBe('2031-01-10T10:05:00.000Z');
  const { code, out } = await verify('--restored-after', '2031-01-10T10:07:00Z');
  expect(out).toContain(
    'schedule audit: A BACKUP WAS RESTORED: digests 3 to 4, signed from 2031-01-10T10:10:00.000Z to 2031-01-10T10:15:00.000Z, are given up, and with them rows 5 to 8 as they were then (4)',
  );
  expect(out).toMatch(/^schedule audit: 9 rows, as they were written up to row 9/m);
  expect(out).toMatch(/^schedule audit: A BACKUP.*Row \d+ of the activity audit declares it\.$/m);
  expect(code).toBe(0);
  const alone = months.file('schedule.jsonl');
  await audit('export', alone, '--only', 'schedule');
  const given = ['--digests', months.digests, '--key', months.publicKeyFile, '--restored-after', said];
  expect(await audit('verify', alone, ...given, '--only', 'schedule')).toEqual({
    code: 0,
    out: expect.stringContaining('No row of the activity that was read declares it.'),
  });
});

it('another restore is an alarm again, also in the series that the first one began', async () => {
  const again = await backUp(months.product.database);
  await months.rows(1, '2031-01-10T10:35:00Z');
  await again();
  const alerts = vi.spyOn(log, 'error');
  await months.rows(2, '2031-01-10T10:40:00Z');
  expect(alerts.mock.calls.map(([what]) => String((what as { err?: unknown }).err))).toContainEqual(
    expect.stringMatching(/00000006-\w+\.json is there already/),
  );
  expect(await waiting()).toBe(2);
});
