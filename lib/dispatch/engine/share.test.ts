import fc from 'fast-check';
import { expect, it } from 'vitest';
import { placesOfGates, shareOfPlaces } from './share';

const places = fc.integer({ min: 1, max: 500 });

it('gives gates half of the places, and three quarters while nothing else needs them', () => {
  expect([0, 5, 13, 25, 60].map((others) => placesOfGates(50, others))).toEqual([37, 32, 25, 25, 25]);
  expect([1, 2, 3, 4].map((all) => placesOfGates(all, 0))).toEqual([1, 1, 2, 3]);
});

it('leaves runs without a gate a quarter of the places, however many gates ask and whatever came first', () => {
  const change = fc.record({ gated: fc.boolean(), ends: fc.nat(20), begins: fc.nat(80) });
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 100 }), fc.array(change, { maxLength: 40 }), (all, changes) => {
      let [gated, others] = [0, 0];
      for (const { gated: ofGate, ends, begins } of changes) {
        if (ofGate) gated -= Math.min(gated, ends);
        else others -= Math.min(others, ends);
        const free = all - gated - others;
        if (ofGate) gated += Math.max(0, Math.min(begins, free, placesOfGates(all, others) - gated));
        else others += Math.min(begins, free);
        expect(gated).toBeLessThanOrEqual(all - Math.floor(all / 4));
        if (others === 0) expect(all - gated).toBeGreaterThan(0);
      }
    }),
  );
});

it('gives one gate alone three quarters of the places, and never more than are free', () => {
  expect([1, 2, 4, 25].map((free) => shareOfPlaces(free, 0))).toEqual([1, 1, 3, 18]);
  fc.assert(
    fc.property(places, places, (free, held) => {
      expect(shareOfPlaces(free, held)).toBeLessThanOrEqual(free);
      expect(shareOfPlaces(0, held)).toBeLessThanOrEqual(0);
    }),
  );
});

it('leaves a place to a gate that has none while one is free, whatever others ask for', () => {
  fc.assert(
    fc.property(places, fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 60 }), (all, asks) => {
      const held = [0, 0, 0, 0, 0, 0];
      let free = all;
      for (const gate of asks) {
        const share = shareOfPlaces(free, held[gate] ?? 0);
        if (held[gate] === 0 && free > 0) expect(share).toBeGreaterThan(0);
        held[gate] = (held[gate] ?? 0) + Math.max(0, share);
        free -= Math.max(0, share);
      }
      if (all >= 100) expect(Math.max(...held)).toBeLessThanOrEqual(0.75 * all);
    }),
  );
});

it('takes nothing more for a slow one as places come free, until it holds its share alone', () => {
  expect(shareOfPlaces(1, 17)).toBeLessThanOrEqual(0);
  expect(shareOfPlaces(7, 18)).toBeLessThanOrEqual(0);
  expect(shareOfPlaces(10, 2)).toBe(7);
});
