import { createHmac } from 'node:crypto';
import pg from 'pg';

/** Who connects as what: web and worker, migrations, and the keeper of partitions and archives. */
export type DatabaseAddresses = { appUrl: string; migrationUrl: string; maintenanceUrl: string };

const GROUPS = ['rota_app', 'rota_maintenance'] as const;
const LOGINS = [
  { name: 'rota_owner', attributes: 'CREATEROLE CREATEDB', memberOf: undefined },
  { name: 'rota_web', attributes: 'NOCREATEROLE NOCREATEDB', memberOf: 'rota_app' },
  { name: 'rota_keeper', attributes: 'NOCREATEROLE NOCREATEDB', memberOf: 'rota_maintenance' },
] as const;

/** Any number does, as long as every process that provisions this server takes the same. */
const LOCK_KEY = 7_682_001;

/**
 * Makes Rota's roles and one database owned by the migration role, or leaves them as they are: safe to repeat and
 * to run in several processes at once. Each login's password is derived from the superuser's, so that it needs no
 * place of its own and stays the same from start to start.
 *
 * @param superuserUrl `postgresql://` address of a superuser, with its password
 * @param database name of the database to make
 * @returns the `postgresql://` address of that database for each login
 * @throws Error when superuserUrl has no password
 */
export async function provisionDatabase(options: {
  superuserUrl: string;
  database: string;
}): Promise<DatabaseAddresses> {
  const { superuserUrl, database } = options;
  const addresses = loginAddresses(superuserUrl, database);
  await withSuperuser(superuserUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK_KEY]);
    await provisionRoles(client, superuserUrl);
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
    if (found.rowCount) return;
    await client.query(`CREATE DATABASE ${pg.escapeIdentifier(database)} OWNER rota_owner`);
  });
  return addresses;
}

/** The addresses that `provisionDatabase` returns, worked out without asking the server. */
export function loginAddresses(superuserUrl: string, database: string): DatabaseAddresses {
  const address = (login: string) => {
    const url = new URL(superuserUrl);
    url.username = login;
    url.password = loginPassword(superuserUrl, login);
    url.pathname = `/${encodeURIComponent(database)}`;
    return url.toString();
  };
  return {
    appUrl: address('rota_web'),
    migrationUrl: address('rota_owner'),
    maintenanceUrl: address('rota_keeper'),
  };
}

/** Runs work on one connection as superuser, and ends the connection. */
export async function withSuperuser<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function provisionRoles(client: pg.Client, superuserUrl: string): Promise<void> {
  for (const group of GROUPS) await ensureRole(client, group, 'NOLOGIN');
  for (const { name, attributes, memberOf } of LOGINS) {
    const password = pg.escapeLiteral(loginPassword(superuserUrl, name));
    await ensureRole(client, name, `LOGIN ${attributes} PASSWORD ${password}`);
    if (memberOf) await client.query(`GRANT ${memberOf} TO ${name}`);
  }
}

async function ensureRole(client: pg.Client, name: string, attributes: string): Promise<void> {
  const found = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [name]);
  await client.query(`${found.rowCount ? 'ALTER' : 'CREATE'} ROLE ${name} ${attributes}`);
}

function loginPassword(superuserUrl: string, login: string): string {
  const secret = decodeURIComponent(new URL(superuserUrl).password);
  if (!secret) throw new Error('superuserUrl has no password: write it as postgresql://user:password@host/…');
  return createHmac('sha256', secret).update(login).digest('hex').slice(0, 32);
}
