import { log } from '@/lib/log';
import { backoff } from '@/lib/sync/backoff';
import { CHAINS, type Chain } from '../chain';
import { allRows, readRows } from '../export/rows';
import type { ExportedRow } from '../export-row';
import { headOf } from '../signing/rows';
import { advance, type FeedLease, giveBack, lagOf, takeFeed } from './cursor';
import { deliver } from './deliver';
import { frame, syslogMessage } from './message';
import type { Place } from './place';

const NAP_MS = 2_000;
/** So long does a turn go on before it looks how far it is behind. */
const TURN_MS = 60_000;
const TOO_LATE_MS = 10 * 60_000;

/** Where rows go to, who sends them, and whose certificates are believed (PEM; those of Node where there is none). */
export type Feed = { place: Place; host: string; ca?: string };

/**
 * A turn of the worker: what was added to the audits since it was last received goes to the SIEM, each row at least
 * once and in order. One worker at a time does so for an audit. @returns milliseconds until the next one
 */
export const feedTurn = (feed: Feed) => async (): Promise<number> => {
  await Promise.all(CHAINS.map((chain) => feedChain(chain, feed)));
  return NAP_MS;
};

async function feedChain(chain: Chain, feed: Feed): Promise<void> {
  const lease = await takeFeed(chain);
  if (!lease) return;
  try {
    await sendFrom(lease, feed);
    await giveBack(lease);
  } catch (error) {
    const { attempts } = lease;
    await giveBack(lease, { attempts: attempts + 1, afterMs: backoff(attempts, Math.random()) });
    log.warn({ err: error, chain, attempts: attempts + 1 }, 'rows of the audit could not be sent');
  }
  const lag = await lagOf(chain);
  if (lag > TOO_LATE_MS)
    log.error({ alert: true, chain, minutes: Math.floor(lag / 60_000) }, 'the feed of the audit is behind');
}

async function sendFrom(lease: FeedLease, { place, host, ca }: Feed): Promise<void> {
  const until = Date.now() + TURN_MS;
  const { seq: head } = await headOf(lease.chain);
  for await (const rows of readRows(lease.chain, allRows(lease.chain), lease.seq, head)) {
    await deliver(place, framed(rows, host), ca);
    lease.attempts = 0;
    if (!(await advance(lease, rows.at(-1)?.seq ?? lease.seq)) || Date.now() > until) return;
  }
}

const framed = (rows: readonly ExportedRow[], host: string): Buffer =>
  Buffer.from(rows.map((row) => frame(syslogMessage(row, host))).join(''));
