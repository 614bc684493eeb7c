import { expect, it } from 'vitest';
import { RUN_STATES } from './filter';
import { whyText } from './why';

const run = { reason: null, endedByName: null, attempts: 0, held: false, frozen: false, atGate: false };

it('says something of each state', () => {
  const said = RUN_STATES.map((state) => whyText({ ...run, state }));
  expect(new Set(said).size).toBe(RUN_STATES.length);
});

it.each([
  [{ state: 'failed', reason: 'It answered 500.' }, 'It answered 500.'],
  [
    { state: 'waiting', reason: 'It answered 503.', attempts: 1 },
    'It answered 503. Another attempt follows.',
  ],
  [{ state: 'waiting', reason: 'It answered 503.', attempts: 1, frozen: true }, 'A freeze holds it back.'],
  [{ state: 'planned', held: true }, 'Its schedule is off, so it waits.'],
  [{ state: 'waiting', atGate: true }, 'It is due, and waits for its gate.'],
  [{ state: 'planned', atGate: true }, 'It starts at its time.'],
  [
    { state: 'cancelled', reason: 'Cancelled: month end: wait', endedByName: 'Ann $1' },
    'Cancelled by Ann $1: month end: wait',
  ],
] as const)('says of %j: %s', (standing, text) => expect(whyText({ ...run, ...standing })).toBe(text));
