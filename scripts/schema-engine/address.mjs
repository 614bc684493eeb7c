/** Parameters of a Prisma database address that PostgreSQL itself does not know. */
const PRISMA_PARAMETERS = ['schema', 'connection_limit', 'pool_timeout', 'connect_timeout', 'pgbouncer'];

/** Splits a Prisma database address into what node-postgres takes, the database's name and the schema's. */
export function parseAddress(address) {
  if (!address) throw new Error('No database address: set DATABASE_MIGRATION_URL or DATABASE_URL.');
  const url = new URL(address);
  const schema = url.searchParams.get('schema') ?? 'public';
  for (const name of PRISMA_PARAMETERS) url.searchParams.delete(name);
  return { url: url.toString(), database: decodeURIComponent(url.pathname.slice(1)), schema };
}

/** The same address for another database of the same server. */
export function withDatabase(address, database) {
  const url = new URL(address);
  url.pathname = `/${encodeURIComponent(database)}`;
  return url.toString();
}
