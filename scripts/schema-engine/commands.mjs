import pg from 'pg';
import { parseAddress, withDatabase } from './address.mjs';
import { logError } from './log.mjs';

/** PostgreSQL's error codes in the words of Prisma's error reference. */
const PRISMA_ERRORS = {
  '3D000': { code: 'P1003', text: 'The database does not exist' },
  '28P01': { code: 'P1000', text: 'Authentication failed' },
  28000: { code: 'P1000', text: 'Authentication failed' },
};

const COMMANDS = { 'can-connect-to-database': connectOnce, 'create-database': createDatabase };

/** Runs one of the engine's commands outside JSON-RPC; a failure is logged and sets the exit code. */
export async function runCommand(name, datasource) {
  try {
    const command = COMMANDS[name];
    if (!command) throw new Error(`The command "${name}" is not supported without the native schema engine.`);
    await command(parseAddress(datasource.url));
  } catch (error) {
    const { code, text } = PRISMA_ERRORS[error.code] ?? {
      code: 'P1001',
      text: "Can't reach database server",
    };
    logError({ code, message: `${text}: ${error.message || error.code}` });
    process.exit(1);
  }
}

async function connectOnce({ url }) {
  await withClient(url, async () => {});
}

async function createDatabase({ url, database }) {
  await withClient(withDatabase(url, 'postgres'), (client) =>
    client.query(`CREATE DATABASE ${pg.escapeIdentifier(database)}`),
  );
  console.log(`Database '${database}' was successfully created.`);
}

async function withClient(connectionString, work) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
