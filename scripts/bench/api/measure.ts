import type { Goal, Measurement } from '../benchmark';
import { median, p95, quantile, ratio } from '../statistics';
import { type Asked, type Load, load } from './load';

export const CONNECTIONS = 50;

export type Pair = {
  name: string;
  goal: Goal | null;
  rounds: number;
  /** Requests of each side in each round. */
  requests: number;
  /** The n-th request of all rounds; the first round warms up. */
  product(n: number): Asked;
  bare(n: number): Asked;
  figures: Record<string, number>;
};

/** A measurement, and all that was sent for it. */
export type Measured = { measurement: Measurement; loads: Load[] };

export type Sides = {
  product: (requests: number, asked: (n: number) => Asked) => Promise<Load>;
  bare: (requests: number, asked: (n: number) => Asked) => Promise<Load>;
};

/** The two servers, each asked over as many connections. */
export const sidesOf = (product: string, bare: string, token: string): Sides => ({
  product: (requests, asked) =>
    load(product, { authorization: `Bearer ${token}` }, { connections: CONNECTIONS, requests, asked }),
  bare: (requests, asked) => load(bare, {}, { connections: CONNECTIONS, requests, asked }),
});

/**
 * Requests a second of the product as a multiple of those of the bare routes, in rounds by turns, so that whatever else
 * the machine does falls on both alike.
 */
export async function measurePair(
  sides: Sides,
  { name, goal, rounds, requests, product, bare, figures }: Pair,
): Promise<Measured> {
  const loads: Load[] = [];
  const turn = async (side: 'product' | 'bare', round: number) => {
    const asked = side === 'product' ? product : bare;
    const done = await sides[side](requests, (n) => asked(round * requests + n));
    loads.push(done);
    return done;
  };
  await turn('bare', 0);
  await turn('product', 0);
  const measured: Record<'product' | 'bare', Load[]> = { product: [], bare: [] };
  for (let round = 1; round <= rounds; round += 1)
    for (const side of round % 2 ? (['bare', 'product'] as const) : (['product', 'bare'] as const))
      measured[side].push(await turn(side, round));
  const perSecond = (side: 'product' | 'bare') => measured[side].map((done) => done.perSecond);
  const latencies = measured.product.flatMap((done) => done.latencies);
  return {
    measurement: {
      name,
      goal,
      ratio: ratio(perSecond('product'), perSecond('bare')),
      figures: {
        'requests/s': median(perSecond('product')),
        'bare requests/s': median(perSecond('bare')),
        'p50 ms': median(latencies),
        'p95 ms': p95(latencies),
        'p99 ms': quantile(latencies, 0.99),
        'bare p50 ms': median(measured.bare.flatMap((done) => done.latencies)),
        ...figures,
      },
    },
    loads,
  };
}
