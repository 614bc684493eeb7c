import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { signTurn } from '@/lib/audit/signing/sign';
import type { Kept } from '@/lib/audit/walk';
import { stopClock } from './test-clock';
import { makeSchedule, makeTeam } from './test-inputs';
import { startTestProduct, type TestProduct } from './test-product';
import { sql } from './test-rows';

/** Functions of the database that go by a clock of their own unless told. */
const BY_THE_CLOCK = ['audit_append', 'audit_archive_record'];

/**
 * A product whose database's clock tells whatever month a test is in, so that its audits have a history.
 * @param env variables that differ from those of every test
 */
export async function startTestMonths(env: Record<string, string> = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'rota-retention-'));
  const file = (name: string) => path.join(folder, name);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  for (const name of ['digests', 'archive']) mkdirSync(file(name));
  writeFileSync(file('key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(file('key.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
  const product: TestProduct = await startTestProduct({
    env: { ROTA_AUDIT_KEY_FILE: file('key.pem'), ROTA_AUDIT_DIGESTS: file('digests'), ...env },
  });
  const setClock = await stopClock(product.database);
  for (const name of BY_THE_CLOCK)
    await sql(product.database, `ALTER FUNCTION ${name} SET search_path = clock, pg_catalog, public`);
  const at = async (time: string) => setClock(new Date(time));
  /** Makes the partitions of a month, as in `2031-01`, as the product names them. */
  const partitions = async (...names: string[]) => {
    for (const name of names)
      for (const audit of ['schedule_audit', 'activity_audit'])
        await sql(
          product.database,
          `SET ROLE rota_owner; CREATE TABLE public.${audit}_${name.replace('-', '_')} PARTITION OF ${audit}
             FOR VALUES FROM ('${name}-01Z') TO (TIMESTAMPTZ '${name}-01Z' + interval '1 month')`,
        );
  };
  let teamId: string | undefined;
  return {
    product,
    privateKey,
    publicKey,
    archive: file('archive'),
    digests: file('digests'),
    publicKeyFile: file('key.pub'),
    retention: { folder: file('archive'), monthsOnline: 1 },
    file,
    at,
    partitions,
    /** Changes by an editor at a time, each a row of the schedules' audit; what is there then is signed and kept. */
    async rows(count: number, time: string) {
      await at(time);
      teamId ??= await makeTeam();
      for (let i = 0; i < count; i += 1) await makeSchedule(teamId);
      await signTurn();
    },
    /** The digests as they are kept. */
    kept: (): Kept[] =>
      readdirSync(file('digests')).map((name) => ({
        where: name,
        text: readFileSync(path.join(file('digests'), name), 'utf8'),
      })),
    /** What only somebody with the superuser's password can do, behind the triggers. */
    tamper: (text: string) =>
      sql(
        product.database,
        `SET session_replication_role = replica; ${text}; SET session_replication_role = origin`,
      ),
    /** Breaks the connection that keeps others from archiving and erasing. */
    cutKeeper: () =>
      sql(
        product.database,
        `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = 7682004
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      ),
    async stop() {
      await product.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type TestMonths = Awaited<ReturnType<typeof startTestMonths>>;

/** The partitions of an audit, and how many rows each has. */
export async function partitionsOf(months: TestMonths, audit: string): Promise<Record<string, number>> {
  const rows = await sql<{ name: string; rows: number }>(
    months.product.database,
    `SELECT tableoid::regclass::text AS name, count(*)::int AS rows FROM ${audit} GROUP BY 1 ORDER BY 1`,
  );
  return Object.fromEntries(rows.map(({ name, rows: count }) => [name, count]));
}
