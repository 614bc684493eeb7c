import { createServer } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connect, db, limitStatements } from './db';
import { createTestDatabase } from './local/postgres/test-database';
import { testEnv } from './local/test-product';
import { log } from './log';

/** One message of PostgreSQL's protocol: type, length, body (PostgreSQL documentation, Message Formats). */
function message(type: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
}

const SIGNED_IN = message('R', Buffer.alloc(4));
const READY = message('Z', Buffer.from('I'));
const CRASHED = message('E', Buffer.from('SFATAL\0C57P02\0Mterminating connection because of crash\0\0'));

const unheard: unknown[] = [];
const note = (error: unknown) => unheard.push(error);
beforeEach(() => {
  log.level = 'silent';
  process.on('uncaughtException', note);
});
afterEach(() => {
  process.off('uncaughtException', note);
});

it('outlives a server that dies in the very moment it lets a connection in', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => socket.end(Buffer.concat([SIGNED_IN, READY, CRASHED])));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const client = connect(`postgresql://rota:x@127.0.0.1:${port}/rota`);
  await expect(client.$transaction((tx) => tx.$queryRaw`SELECT 1`)).rejects.toThrow();
  await client.$disconnect();
  await new Promise((resolve) => server.close(resolve));
  expect(unheard).toEqual([]);
});

it('lets no statement run for longer than it is told', async () => {
  const database = await createTestDatabase();
  Object.assign(process.env, testEnv(database));
  limitStatements(50);
  const slow = db().$queryRaw`SELECT pg_sleep(30)`;
  await expect(slow).rejects.toThrow(/57014|statement timeout/);
  const within = db().$transaction((tx) => tx.$queryRaw`SELECT pg_sleep(30)`);
  await expect(within).rejects.toThrow(/57014|statement timeout/);
  await db().$disconnect();
  await database.drop();
});
