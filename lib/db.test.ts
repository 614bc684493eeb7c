import { createServer } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connect } from './db';
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
