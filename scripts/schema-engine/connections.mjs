import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { parseAddress, withDatabase } from './address.mjs';

/** Catalog types that the adapter refuses, and the ones whose text form it reads the same way. */
const CHAR = 18;
const READ_AS = new Map([
  [CHAR, 25],
  [1003, 1009],
]);

/**
 * Makes what the engine opens its connections with. Connections that the engine never closes, and shadow
 * databases that it leaves behind, go with `closeAll`.
 */
export function connectionFactory(datasource) {
  const open = new Set();
  const connect = async (address) => track(open, await openConnection(address));
  const main = new PrismaPg({ connectionString: datasource.url ?? '' });
  const factory = bindMigrationAwareSqlAdapterFactory({
    provider: main.provider,
    adapterName: main.adapterName,
    connect: () => connect(datasource.url),
    connectToShadowDb: async () =>
      datasource.shadowDatabaseUrl
        ? emptied(
            await connect(datasource.shadowDatabaseUrl),
            parseAddress(datasource.shadowDatabaseUrl).schema,
          )
        : track(open, await openTemporary(datasource.url)),
  });
  const closeAll = async () => {
    for (const connection of open) await connection.dispose();
  };
  return { factory, closeAll };
}

/** Remembers a connection until it is closed, and closes it once however often it is asked to. */
function track(open, connection) {
  const dispose = connection.dispose.bind(connection);
  let closed;
  connection.dispose = () => {
    open.delete(connection);
    closed ??= dispose();
    return closed;
  };
  open.add(connection);
  return connection;
}

async function openConnection(address) {
  const { url, schema } = parseAddress(address);
  const config = { connectionString: url, max: 1, options: `-c search_path=${schema}` };
  const connection = await new PrismaPg(config, { schema }).connect();
  readCatalog(connection);
  connection.executeScript = (script) => executeScript(connection, script);
  return connection;
}

/**
 * The engine reads PostgreSQL's catalog, whose types "char" and name[] the adapter does not know: they pass as text
 * and text[], and "char" is announced to the engine as the single character that it insists on.
 */
function readCatalog(connection) {
  const queryRaw = connection.queryRaw;
  const performIO = connection.performIO;
  connection.queryRaw = async (query) => {
    let types = [];
    const reader = Object.create(connection, {
      performIO: {
        value: async (asked) => {
          const result = await performIO.call(connection, asked);
          types = result.fields.map((field) => field.dataTypeID);
          for (const field of result.fields)
            field.dataTypeID = READ_AS.get(field.dataTypeID) ?? field.dataTypeID;
          return result;
        },
      },
    });
    const result = await queryRaw.call(reader, query);
    const columnTypes = result.columnTypes.map((type, i) =>
      types[i] === CHAR ? ColumnTypeEnum.Character : type,
    );
    return { ...result, columnTypes };
  };
}

/** The adapter cuts scripts at each semicolon, also within functions: PostgreSQL's simple protocol takes a whole one. */
async function executeScript(connection, script) {
  try {
    await connection.underlyingDriver().query(script);
  } catch (error) {
    connection.onError(error);
  }
}

async function emptied(connection, schema) {
  const name = pg.escapeIdentifier(schema);
  await connection.executeScript(`DROP SCHEMA IF EXISTS ${name} CASCADE; CREATE SCHEMA ${name}`);
  return connection;
}

async function openTemporary(address) {
  const { url } = parseAddress(address);
  const database = `prisma_migrate_shadow_db_${randomUUID()}`;
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${pg.escapeIdentifier(database)}`);
  const connection = await openConnection(withDatabase(address, database));
  const dispose = connection.dispose.bind(connection);
  connection.dispose = async () => {
    await dispose();
    await admin.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(database)} WITH (FORCE)`);
    await admin.end();
  };
  return connection;
}
