import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientAddress } from './client-address';

const CASES: [forwarded: string | undefined, proxies: number, address: string][] = [
  [undefined, 0, '10.0.0.9'],
  ['6.6.6.6', 0, '10.0.0.9'],
  ['6.6.6.6, 127.0.0.1', 0, '10.0.0.9'],
  [undefined, 1, '10.0.0.9'],
  ['192.0.2.1', 1, '192.0.2.1'],
  ['6.6.6.6, 192.0.2.1', 1, '192.0.2.1'],
  ['6.6.6.6,, ,192.0.2.1', 1, '192.0.2.1'],
  ['6.6.6.6, 192.0.2.1, 10.0.0.1', 2, '192.0.2.1'],
  ['2001:db8::1', 1, '2001:db8::1'],
  ['::ffff:192.0.2.1', 1, '192.0.2.1'],
];

describe('the address of whoever asks', () => {
  it.each(CASES)('with X-Forwarded-For %s behind %i proxies is %s', (forwarded, proxies, address) => {
    expect(clientAddress('10.0.0.9', forwarded, proxies)).toBe(address);
  });

  it('is the same whatever a client sends along', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(3), (forged, proxies) => {
        const seen = ['192.0.2.1', '10.0.0.1', '10.0.0.2'].slice(0, proxies);
        const address = clientAddress('10.0.0.9', [forged, ...seen].join(','), proxies);
        expect(address).toBe(proxies === 0 ? '10.0.0.9' : '192.0.2.1');
      }),
    );
  });

  it('is short, and known where there is no socket any more', () => {
    expect(clientAddress(undefined, undefined, 0)).toBe('unknown');
    expect(clientAddress('10.0.0.9', 'x'.repeat(10_000), 1)).toHaveLength(64);
  });
});
