import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import type { Place } from './place';

/** So long may it take until a receiver has read all and closed: less than the lease of the feed. */
export const LONGEST_MS = 60_000;
/** So much later would a connection that was lost on the way have been refused. */
const SETTLE_MS = 100;

/**
 * Sends bytes over a connection of their own and comes back once the receiver has read them all. Syslog acknowledges
 * nothing, but a receiver that was told the end closes in turn after it has read up to there (close_notify of RFC 5425,
 * section 4.4; FIN of TCP): one that closes earlier, breaks off or says nothing has not received them.
 * @param ca PEM of the authorities that are trusted; those of Node where none is given
 * @throws Error where it is not known that all was received
 */
export async function deliver(place: Place, bytes: Buffer, ca?: string): Promise<void> {
  const socket = connect(place, ca);
  const late = setTimeout(() => socket.destroy(new Error('The receiver did not close in time.')), LONGEST_MS);
  const closed = closedAfterUs(socket);
  try {
    await Promise.all([closed, tell(socket, bytes)]);
  } finally {
    clearTimeout(late);
    socket.destroy();
  }
}

/** Writes all, and the end where nobody refused anything of it. */
async function tell(socket: Socket, bytes: Buffer): Promise<void> {
  await new Promise<void>((resolve) => socket.write(bytes, () => resolve()));
  await wait(SETTLE_MS);
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
      theirs = socket.writableEnded;
      if (!theirs) socket.destroy(new Error('The receiver closed before it had all.'));
    });
    socket.once('close', () => (theirs ? resolve() : reject(new Error('The connection was closed.'))));
  });
}

function connect({ tls, host, port }: Place, ca: string | undefined): Socket {
  const to = { host, port, allowHalfOpen: true };
  if (!tls) return connectTcp(to);
  return connectTls({ ...to, ca, minVersion: 'TLSv1.2', ...(isIP(host) ? {} : { servername: host }) });
}
