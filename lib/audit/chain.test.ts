import { createHash } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { db } from '@/lib/db';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { sql } from '@/lib/local/test-rows';
import { readinessProblems } from '@/lib/ready';
import { record } from './record';

let product: TestProduct;
beforeAll(async () => {
  product = await startTestProduct({});
});
afterAll(() => product?.stop());

const act = (subject: string) =>
  db().$transaction((tx) =>
    record(tx, contextOf('editor'), { audit: 'activity', action: 'test', subject, details: { subject } }),
  );

type Link = {
  seq: string;
  time: string;
  body: string;
  prev_hash: Buffer;
  hash: Buffer;
  before: Buffer | null;
};

const chain = () =>
  sql<Link>(
    product.database,
    `SELECT seq, to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS time, body, prev_hash, hash
     FROM activity_audit ORDER BY seq`,
  );

const sha256 = (...parts: (string | Buffer)[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

describe('the chain', () => {
  it('is kept without a gap by 50 writers at once, and verifies from what is stored', async () => {
    await Promise.all(Array.from({ length: 50 }, (_, i) => act(`Umlaut ä € 🚀 ${i}`)));
    const links = await chain();
    expect(links.map(({ seq }) => Number(seq))).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
    let prev: Buffer = sha256('rota activity audit');
    let time = '';
    for (const link of links) {
      expect(link.prev_hash).toEqual(prev);
      expect(link.hash).toEqual(sha256(prev, `${link.seq}|${link.time}|${link.body}`));
      expect(link.time > time).toBe(true);
      [prev, time] = [link.hash, link.time];
    }
    expect(
      await sql(product.database, `SELECT seq::int, hash FROM audit_head WHERE chain = 'activity'`),
    ).toEqual([{ seq: 50, hash: prev }]);
  });

  it('holds a commitment to the person, not the person: erasing one leaves the chain whole', async () => {
    await act('committed');
    const [row] = await sql<{ body: string; salt: Buffer; values: string }>(
      product.database,
      'SELECT a.body, p.salt, p.values FROM activity_audit a JOIN audit_person p ON p.audit_id = a.id ORDER BY a.seq DESC LIMIT 1',
    );
    const body = JSON.parse(row?.body ?? '') as { person: string };
    expect(body.person).toBe(sha256(row?.salt ?? '', row?.values ?? '').toString('hex'));
    expect(JSON.parse(row?.values ?? '')).toEqual({ name: 'The editor', ip: '192.0.2.7', userAgent: 'test' });
    expect(row?.body).not.toContain('192.0.2.7');
  });

  it('has no link of a transaction that was rolled back', async () => {
    const before = (await chain()).length;
    const failed = db().$transaction(async (tx) => {
      await record(tx, contextOf('editor'), { audit: 'activity', action: 'test', subject: 'x' });
      throw new Error('rolled back');
    });
    await expect(failed).rejects.toThrow('rolled back');
    expect(await chain()).toHaveLength(before);
  });
});

describe.each(['schedule_audit', 'activity_audit', 'audit_head', 'audit_person'])('%s', (table) => {
  const changes = [
    `UPDATE ${table} SET hash = ''`,
    `DELETE FROM ${table}`,
    `TRUNCATE ${table}`,
    `INSERT INTO ${table} SELECT * FROM ${table}`,
  ].map((text) => (table === 'audit_person' ? text.replace('hash', 'values') : text));

  it.each(changes)('refuses to the app: %s', async (text) => {
    await expect(as(product.database.url, text)).rejects.toThrow(/permission denied/);
  });

  it('can be read by the app', async () => {
    expect(await as(product.database.url, `SELECT count(*) FROM ${table}`)).toHaveLength(1);
  });
});

it.each([
  'UPDATE activity_audit SET outcome = outcome',
  'DELETE FROM activity_audit',
  'TRUNCATE activity_audit',
])('refuses even to the owner: %s', async (text) => {
  await act('kept');
  await expect(as(product.database.migrationUrl, text)).rejects.toThrow(/cannot be changed or removed/);
});

const PARTITIONS = `SELECT i.inhrelid::regclass::text AS partition FROM pg_inherits i
  WHERE i.inhparent IN ('schedule_audit'::regclass, 'activity_audit'::regclass) ORDER BY 1`;

it('refuses to the owner to change any partition by its own name, also one that was just made', async () => {
  await act('kept');
  await sql(product.database, 'SELECT partitions_ensure(7)');
  const partitions = await sql<{ partition: string }>(product.database, PARTITIONS);
  expect(partitions).toHaveLength(18);
  for (const { partition } of partitions)
    await expect(as(product.database.migrationUrl, `TRUNCATE ${partition}`), partition).rejects.toThrow(
      /cannot be changed or removed \(TRUNCATE/,
    );
  const [{ partition } = { partition: '' }] = await sql<{ partition: string }>(
    product.database,
    'SELECT tableoid::regclass::text AS partition FROM activity_audit LIMIT 1',
  );
  for (const text of [`UPDATE ${partition} SET outcome = outcome`, `DELETE FROM ${partition}`])
    await expect(as(product.database.migrationUrl, text), text).rejects.toThrow(
      /cannot be changed or removed/,
    );
});

it('refuses it too of a partition that was made by hand, from the next turn of the keeper on', async () => {
  await as(
    product.database.migrationUrl,
    `CREATE TABLE schedule_audit_2020_01 PARTITION OF schedule_audit FOR VALUES FROM ('2020-01-01Z') TO ('2020-02-01Z')`,
  );
  expect(await sql(product.database, 'SELECT partitions_ensure(0)')).toEqual([]);
  await expect(as(product.database.migrationUrl, 'TRUNCATE schedule_audit_2020_01')).rejects.toThrow(
    /cannot be changed or removed/,
  );
});

it('takes rows where a month has no partition, and readiness names what is missing', async () => {
  expect(await readinessProblems()).toEqual([]);
  const [month] = await sql<{ name: string }>(
    product.database,
    `SELECT 'activity_audit' || to_char(now() AT TIME ZONE 'UTC', '"_"YYYY"_"MM') AS name`,
  );
  await sql(
    product.database,
    `ALTER TABLE activity_audit DETACH PARTITION ${month?.name}; DROP TABLE ${month?.name}`,
  );
  await act('in the default partition');
  expect(await sql(product.database, 'SELECT subject FROM activity_audit_default')).toEqual([
    { subject: 'in the default partition' },
  ]);
  expect(await readinessProblems()).toEqual([expect.stringContaining(`Partition ${month?.name} is missing`)]);
});

it('is not ready on a database that lacks a migration', async () => {
  await sql(product.database, 'UPDATE _prisma_migrations SET finished_at = NULL');
  expect(await readinessProblems()).toContainEqual(
    expect.stringMatching(/^Migration .*has not been applied/),
  );
});

async function as(connectionString: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
