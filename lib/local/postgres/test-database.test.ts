import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loginAddresses, provisionDatabase, withSuperuser } from './provision';
import { createTestDatabase, type TestDatabase } from './test-database';

let database: TestDatabase;
let other: TestDatabase;

beforeAll(async () => {
  [database, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
});
afterAll(async () => {
  await database?.drop();
  await other?.drop();
});

async function query(connectionString: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('createTestDatabase', () => {
  it('has every migration applied', async () => {
    const rows = await query(
      database.migrationUrl,
      'SELECT count(*)::int AS applied, count(finished_at)::int AS finished FROM _prisma_migrations',
    );
    expect(rows[0]?.applied).toBeGreaterThan(0);
    expect(rows[0]?.finished).toBe(rows[0]?.applied);
  });

  it('connects each address as its own role', async () => {
    const sql = `SELECT current_user AS name, pg_has_role('rota_app', 'USAGE') AS app,
                        pg_has_role('rota_maintenance', 'USAGE') AS maintenance,
                        rolsuper AS superuser FROM pg_roles WHERE rolname = current_user`;
    const app = { name: 'rota_web', app: true, maintenance: false, superuser: false };
    const keeper = { name: 'rota_keeper', app: false, maintenance: true, superuser: false };
    expect(await query(database.url, sql)).toEqual([app]);
    expect(await query(database.maintenanceUrl, sql)).toEqual([keeper]);
    expect((await query(database.migrationUrl, sql))[0]).toMatchObject({
      name: 'rota_owner',
      superuser: false,
    });
    expect((await query(database.superuserUrl, sql))[0]).toMatchObject({ superuser: true });
  });

  it('keeps the app from changing what it may only read', async () => {
    const denied = { code: '42501' };
    await expect(query(database.url, 'DELETE FROM schedule_audit')).rejects.toMatchObject(denied);
    await expect(query(database.url, 'CREATE TABLE own (n int)')).rejects.toMatchObject(denied);
  });

  it('shares nothing with another test database', async () => {
    await query(database.migrationUrl, 'CREATE TABLE mine (n int)');
    await expect(query(other.migrationUrl, 'SELECT * FROM mine')).rejects.toMatchObject({ code: '42P01' });
  });

  it('is gone after drop, although a session is open', async () => {
    const { drop, url } = await createTestDatabase();
    const client = new pg.Client({ connectionString: url });
    const errors: unknown[] = [];
    client.on('error', (error) => errors.push(error));
    const ended = new Promise<void>((resolve) => client.once('end', resolve));
    await client.connect();
    await drop();
    await ended;
    await expect(query(url, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' });
  });
});

describe('provisionDatabase', () => {
  it('can be repeated, also at once, and always gives the same addresses', async () => {
    const options = { superuserUrl: database.superuserUrl, database: 'rota_repeat' };
    const results = await Promise.all([provisionDatabase(options), provisionDatabase(options)]);
    expect(results[0]).toEqual(results[1]);
    expect(results[0]).toEqual(loginAddresses(options.superuserUrl, 'rota_repeat'));
    expect(await query(results[0].appUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await withSuperuser(options.superuserUrl, (client) => client.query('DROP DATABASE rota_repeat'));
  });

  it('refuses a superuser address without a password', () => {
    expect(() => loginAddresses('postgresql://postgres@127.0.0.1/postgres', 'rota')).toThrow(
      /superuserUrl has no password/,
    );
  });
});
