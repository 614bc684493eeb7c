import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { partitionsOf, startTestMonths, type TestMonths } from '@/lib/local/test-months';
import { auditRows, sql } from '@/lib/local/test-rows';
import { headOf } from '../signing/rows';
import { signTurn } from '../signing/sign';
import { checkWhole } from '../signing/whole';
import { retentionTurn } from './turn';

let months: TestMonths;
beforeAll(async () => {
  months = await startTestMonths();
  await months.partitions('2031-01', '2031-03');
  await months.rows(3, '2031-01-10T12:00:00Z');
  // February has no partition: its rows stand in the default one.
  await months.rows(2, '2031-02-10T12:00:00Z');
  await months.rows(2, '2031-03-10T12:00:00Z');
});
afterAll(() => months?.stop());

const turn = () => retentionTurn(months.product.database.maintenanceUrl, months.retention)();
const files = () => readdirSync(months.archive).sort();
const online = async () =>
  (await auditRows(months.product.database, 'schedule')).map(({ seq }) => Number(seq));
const archived = () =>
  db().auditArchive.findMany({ where: { chain: 'schedule' }, orderBy: { toSeq: 'asc' } });
const people = async () =>
  (
    await sql<{ seq: number }>(
      months.product.database,
      `SELECT seq::int FROM audit_person WHERE chain = 'schedule' ORDER BY 1`,
    )
  ).map(({ seq }) => seq);

describe('a month of an audit', () => {
  it('stays where no digest that is kept covers its last row', async () => {
    await months.at('2031-03-10T13:00:00Z');
    await months.tamper('UPDATE audit_digest SET kept_at = NULL');
    await turn();
    expect([files(), await archived()]).toEqual([[], []]);
    await months.tamper('UPDATE audit_digest SET kept_at = now()');
  });

  it('stays where one of its rows was changed, and where the files cannot be written', async () => {
    await months.tamper(`UPDATE schedule_audit SET body = replace(body, '"ok"', '"no"') WHERE seq = 2`);
    await turn();
    await months.tamper(`UPDATE schedule_audit SET body = replace(body, '"no"', '"ok"') WHERE seq = 2`);
    await retentionTurn(months.product.database.maintenanceUrl, {
      ...months.retention,
      folder: months.file('nowhere'),
    })();
    expect([await archived(), await online()]).toEqual([[], [1, 2, 3, 4, 5, 6, 7]]);
  });

  it('leaves once it was online for long enough, with its personal values, and what remains verifies', async () => {
    await months.at('2031-02-28T23:59:59Z');
    await turn();
    expect(await online()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    await months.at('2031-03-01T00:00:00Z');
    await turn();
    expect(await online()).toEqual([4, 5, 6, 7]);
    expect(await people()).toEqual([4, 5, 6, 7]);
    expect(await partitionsOf(months, 'schedule_audit')).toEqual({
      schedule_audit_default: 2,
      schedule_audit_2031_03: 2,
    });
    expect(
      await sql(months.product.database, `SELECT to_regclass('schedule_audit_2031_01') AS gone`),
    ).toEqual([{ gone: null }]);
    expect(await checkWhole('schedule')).toBeNull();
    expect(files().filter((name) => name.startsWith('schedule'))).toEqual([
      'schedule-2031-01.manifest.json',
      'schedule-2031-01.people.jsonl.gz',
      'schedule-2031-01.rows.jsonl.gz',
    ]);
    expect(await archived()).toMatchObject([{ month: '2031-01', fromSeq: 1n, toSeq: 3n, removedAt: null }]);
  });

  it('leaves a row in the activity that names what was archived', async () => {
    const rows = await auditRows(months.product.database, 'activity');
    const own = rows.filter(
      ({ action, subject }) => action === 'audit.archive' && subject.startsWith('schedule'),
    );
    expect(own).toMatchObject([{ actor_id: 'system:retention', subject: 'schedule-2031-01.rows.jsonl.gz' }]);
    expect(JSON.parse(own[0]?.body ?? '')).toMatchObject({
      details: { chain: 'schedule', month: '2031-01', from: 1, to: 3 },
    });
  });

  it('that stands in the default partition leaves too', async () => {
    await months.rows(0, '2031-04-02T00:00:00Z');
    await turn();
    expect(await online()).toEqual([6, 7]);
    expect(await partitionsOf(months, 'schedule_audit')).toEqual({ schedule_audit_2031_03: 2 });
    expect((await archived()).map(({ month, toSeq }) => [month, toSeq])).toEqual([
      ['2031-01', 3n],
      ['2031-02', 5n],
    ]);
    expect(await checkWhole('schedule')).toBeNull();
  });

  it('still refuses changes in the default partition once it was taken out and put back', async () => {
    await months.rows(1, '2031-12-01T00:00:00Z');
    const change = `UPDATE schedule_audit_default SET subject = 'x'`;
    await expect(sql(months.product.database, change)).rejects.toThrow('cannot be changed or removed');
    expect(await partitionsOf(months, 'schedule_audit')).toEqual({
      schedule_audit_default: 1,
      schedule_audit_2031_03: 2,
    });
  });

  it('goes once, whoever of several workers takes it, and begins anew after an attempt that was broken off', async () => {
    await months.at('2031-05-02T00:00:00Z');
    writeFileSync(path.join(months.archive, 'schedule-2031-03.rows.jsonl.gz.part'), 'the half of it');
    writeFileSync(path.join(months.archive, 'schedule-2031-03.rows.jsonl.gz'), 'the half of it');
    await Promise.all([turn(), turn(), turn()]);
    expect((await archived()).map(({ month }) => month)).toEqual(['2031-01', '2031-02', '2031-03']);
    expect(files().filter((name) => name.endsWith('.part'))).toEqual([]);
    const rows = gunzipSync(readFileSync(path.join(months.archive, 'schedule-2031-03.rows.jsonl.gz')));
    expect(String(rows).trim().split('\n')).toHaveLength(2);
    await signTurn();
    expect(await checkWhole('schedule')).toBeNull();
    expect((await headOf('schedule')).seq).toBe(8);
  });
});
