import { once } from 'node:events';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { setImmediate as turned, setTimeout as wait } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import type { Place } from './place';

/** So long may it take until a receiver has read all and closed: less than the lease of the feed. */
export const LONGEST_MS = 60_000;
/** So much later would a connection that was lost on the way have been refused. */
const SETTLE_MS = 100;
/** What was written arrives, and a refusal of it comes back, within so many round trips. */
const ROUND_TRIPS = 4;

/**
 * Sends bytes over a connection of their own and comes back once the receiver has read them all. Syslog acknowledges
 * nothing, but a receiver that was told the end closes in turn after it has read up to there (close_notify of RFC 5425,
 * section 4.4; FIN of TCP): one that closes earlier, breaks off or says nothing has not received them.
 * @param ca PEM of the authorities that are trusted; those of Node where none is given
 * @throws Error where it is not known that all was received
 */
export async function deliver(place: Place, bytes: Buffer, ca?: string): Promise<void> {
  const { host, port, tls } = place;
  const line = connectTcp({ host, port, allowHalfOpen: true });
  const socket = tls ? securedOver(line, host, ca) : line;
  const late = setTimeout(() => line.destroy(new Error('The receiver did not close in time.')), LONGEST_MS);
  try {
    await Promise.all([closedAfterUs(socket), tell(line, socket, bytes)]);
    if (tls) await assertNotReset(line);
  } finally {
    clearTimeout(late);
    socket.destroy();
    line.destroy();
  }
}

/** Writes all, and the end where nobody refused anything of it. */
async function tell(line: Socket, socket: Socket, bytes: Buffer): Promise<void> {
  const began = performance.now();
  let roundTrip = 0;
  line.once('connect', () => {
    roundTrip = performance.now() - began;
  });
  await new Promise<void>((resolve) => socket.write(bytes, () => resolve()));
  await wait(Math.max(SETTLE_MS, ROUND_TRIPS * roundTrip));
  // Where this process stood still, a timer comes before what arrived meanwhile.
  await turned();
  if (!socket.destroyed) socket.end();
}

/** @throws Error where the other side closed first, or the connection broke */
function closedAfterUs(socket: Socket): Promise<void> {
  // What a receiver says is of no concern, but unless it is read its end would not show.
  socket.resume();
  return new Promise((resolve, reject) => {
    let theirs = false;
    socket.once('error', reject);
    socket.once('end', () => {
      theirs = socket.writableFinished;
      if (!theirs) socket.destroy(new Error('The receiver closed before it had all.'));
    });
    socket.once('close', () => (theirs ? resolve() : reject(new Error('The connection was closed.'))));
  });
}

/**
 * A receiver that closes while something is unread may end TLS in good order all the same: it is TCP below that is reset.
 * @throws Error where it was
 */
async function assertNotReset(line: Socket): Promise<void> {
  if (!line.readableEnded) await Promise.race([once(line, 'end'), wait(SETTLE_MS)]);
  // A reset that comes along with the last bytes reads like an end. Nothing is sent by this, but it fails on a reset.
  await new Promise<void>((resolve, reject) =>
    line.write('', (error) => (error ? reject(error) : resolve())),
  );
}

/** TLS over a connection that stays open when TLS ends. */
function securedOver(line: Socket, host: string, ca: string | undefined): Socket {
  const below = new Duplex({
    read: () => line.resume(),
    write: (part: Buffer, _, done) => void line.write(part, done),
  });
  line.on('data', (part: Buffer) => below.destroyed || below.push(part) || line.pause());
  line.once('end', () => below.push(null));
  const name = isIP(host) ? {} : { servername: host };
  const socket = connectTls({
    socket: below,
    host,
    ca,
    minVersion: 'TLSv1.2',
    ...name,
  });
  line.on('error', (error) => socket.destroy(error));
  return socket;
}
