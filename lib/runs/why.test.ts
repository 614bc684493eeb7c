import { expect, it } from 'vitest';
import { RUN_STATES } from './filter';
import { whyText } from './why';

const run = {
  reason: null,
  endedByName: null,
  attempts: 0,
  held: false,
  frozen: false,
  atGate: false,
  behind: false,
};
const GATE = { name: 'CRM', closedBy: null, closedByName: null, closedReason: null };

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
  [{ state: 'waiting', atGate: true, gate: GATE }, 'It is due, and waits for its gate CRM.'],
  [
    {
      state: 'waiting',
      atGate: true,
      gate: { ...GATE, closedBy: 'hand', closedByName: 'Ann', closedReason: 'It moves.' },
    },
    'It is due. Its gate CRM is closed by Ann: It moves.',
  ],
  [
    { state: 'waiting', atGate: true, gate: { ...GATE, closedBy: 'window' } },
    'It is due. Its gate CRM is closed by plan.',
  ],
  [
    {
      state: 'waiting',
      reason: 'It answered 503.',
      attempts: 1,
      atGate: true,
      gate: { ...GATE, closedBy: 'circuit' },
    },
    'It answered 503. Another attempt follows. The circuit of its gate CRM is open, because what stands behind it failed.',
  ],
  [{ state: 'waiting', atGate: true, gate: GATE, unserved: 'no-worker' }, 'It is due, and no worker is up.'],
  [
    { state: 'waiting', unserved: 'clocks' },
    'It is due to the second, and the clock of every worker that is up is wrong.',
  ],
  [
    { state: 'waiting', behind: true },
    'It is due, and waits for the end of another run of its target: its schedule lets no two run at once.',
  ],
  [{ state: 'planned', atGate: true }, 'It starts at its time.'],
  [
    { state: 'cancelled', reason: 'Cancelled: month end: wait', endedByName: 'Ann $1' },
    'Cancelled by Ann $1: month end: wait',
  ],
] as const)('says of %j: %s', (standing, text) => expect(whyText({ ...run, ...standing })).toBe(text));
