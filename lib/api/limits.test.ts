import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { testEnv } from '@/lib/local/test-product';
import { countAddress, countHolder } from './limits';
import { ApiRefusal } from './refusal';

const RATE = 20;

beforeEach(() => {
  const nowhere = 'postgresql://rota@127.0.0.1:1/rota';
  Object.assign(process.env, testEnv({ url: nowhere, maintenanceUrl: nowhere }), {
    ROTA_API_RATE: `${RATE}`,
  });
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => vi.useRealTimers());

/** How many of so many requests are let through just now. */
function allowed(count: number, ask: () => void): number {
  let passed = 0;
  for (let n = 0; n < count; n += 1)
    try {
      ask();
      passed += 1;
    } catch (error) {
      expect(error).toMatchObject({ status: 429, headers: { 'Retry-After': '1' } });
      expect(error).toBeInstanceOf(ApiRefusal);
    }
  return passed;
}

describe('requests', () => {
  it('of one token are ten seconds’ worth at once, and its rate from then on', () => {
    const ask = () => countHolder('token:1');
    expect(allowed(300, ask)).toBe(10 * RATE);
    vi.advanceTimersByTime(1_000);
    expect(allowed(300, ask)).toBe(RATE);
    expect(allowed(300, () => countHolder('token:2'))).toBe(10 * RATE);
  });

  it('of one address are four times as many, whoever asks; of IPv6, of one network', () => {
    expect(allowed(2_000, () => countAddress('192.0.2.1'))).toBe(40 * RATE);
    let host = 0;
    const neighbours = () => countAddress(`2001:db8::${(host++).toString(16)}`);
    expect(allowed(2_000, neighbours)).toBe(40 * RATE);
    expect(allowed(1, () => countAddress('2001:db8:0:1::1'))).toBe(1);
  });

  it('of very many are counted in bounded memory: those that ask are remembered', () => {
    const ask = () => countHolder('token:busy');
    expect(allowed(10 * RATE, ask)).toBe(10 * RATE);
    for (let n = 0; n < 30_000; n += 1) {
      countHolder(`token:of-many-${n}`);
      if (n % 5_000 === 0) expect(allowed(1, ask)).toBe(0);
    }
    const { rotaApiBuckets: buckets } = globalThis as { rotaApiBuckets?: Map<string, unknown> };
    expect(buckets?.size).toBe(10_000);
  });
});
