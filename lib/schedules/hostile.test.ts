import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditFilter } from '@/lib/audit/filter';
import { listActivityAudit, listScheduleAudit } from '@/lib/audit/queries';
import type { Command } from '@/lib/command';
import { RotaError } from '@/lib/errors';
import { rounds } from '@/lib/local/rounds';
import { makeSchedule, makeTeam, scheduleFields, TARGETS } from '@/lib/local/test-inputs';
import { contextOf, startTestProduct, type TestProduct } from '@/lib/local/test-product';
import { auditRows, stateOf } from '@/lib/local/test-rows';
import { createTeam, renameTeam } from '@/lib/teams/commands';
import { createSchedule, updateSchedule } from './commands';
import { listFilter } from './filter';
import { getSchedule, getSync, listSchedules } from './queries';
import * as states from './state-commands';

let product: TestProduct;
let teamId: string;
let id: string;
const administrator = contextOf('administrator');

beforeAll(async () => {
  product = await startTestProduct({});
  teamId = await makeTeam();
  ({ id } = await makeSchedule(teamId));
});
afterAll(() => product?.stop());

/** What stands in for a field: other types, keys of prototypes, and text that a database or AWS can not take. */
const nasty = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    true,
    0,
    -1,
    1.5,
    Number.NaN,
    1e308,
    '',
    ' ',
    [],
    {},
    [[]],
    new Date(0),
    10n,
  ),
  fc.constantFrom(
    '\0',
    'a\0b',
    '\ud800',
    '\udfffx',
    '\u0007',
    '‮',
    '{{7*7}}',
    "'; DROP TABLE schedule; --",
    '../../etc/passwd',
  ),
  fc.constant('x'.repeat(1_000_000)),
  fc.constant('['.repeat(100_000)),
  fc
    .constantFrom('__proto__', 'constructor', 'toString')
    .map((key) => JSON.parse(`{"${key}":{"polluted":1}}`)),
  fc.string({ unit: 'binary' }),
  fc.anything({ maxDepth: 2 }),
);

/** A valid input with one field, at any depth, made nasty or removed. */
const broken = (valid: () => object) =>
  fc.tuple(fc.nat(), nasty, fc.boolean()).map(([place, value, remove]) => {
    const copy = structuredClone(valid());
    const places = holdersOf(copy);
    const [holder, key] = places[place % places.length] ?? [copy, 'id'];
    if (remove) Reflect.deleteProperty(holder, key);
    else Reflect.set(holder, key, value);
    return copy;
  });

function holdersOf(value: object): [object, string][] {
  return Object.entries(value).flatMap(([key, inner]): [object, string][] => [
    [value, key],
    ...(typeof inner === 'object' && inner !== null ? holdersOf(inner) : []),
  ]);
}

const reason = 'Because';
const schedule = () =>
  scheduleFields(teamId, {
    startLocal: '2030-01-01T09:00',
    endLocal: '2031-01-01T09:00',
    flexibleMinutes: 5,
    targets: [{ ...TARGETS.ecs, input: '{"a":1}', secretFields: ['/a'] }, TARGETS.fifo],
  });

const COMMANDS: [name: string, run: Command<unknown>, valid: () => object][] = [
  ['createSchedule', createSchedule, () => ({ schedule: schedule(), startPaused: true })],
  ['updateSchedule', updateSchedule, () => ({ id, generation: 99, schedule: schedule() })],
  ['pauseSchedule', states.pauseSchedule, () => ({ id: '0000000000000000', reason })],
  ['resumeSchedule', states.resumeSchedule, () => ({ id, reason })],
  ['disableSchedule', states.disableSchedule, () => ({ id: '0000000000000000', reason })],
  ['enableSchedule', states.enableSchedule, () => ({ id, reason })],
  ['deleteSchedule', states.deleteSchedule, () => ({ id: '0000000000000000', reason })],
  ['deleteByName', states.deleteByName, () => ({ id, reason, confirmName: 'Something else' })],
  ['completeSchedule', states.completeSchedule, () => ({ id, reason })],
  ['retrySync', states.retrySync, () => ({ id: '0000000000000000' })],
  ['createTeam', createTeam, () => ({ name: '' })],
  ['renameTeam', renameTeam, () => ({ id: '0000000000000000', name: 'A team' })],
];
/** A broken input can still be a valid one, as where a description went: then it is done, and audited. */
const CODES = ['invalid', 'not-found', 'conflict'];

describe.each(COMMANDS)('%s', (_, run, valid) => {
  it('answers whatever it is sent with a clear refusal, and writes nothing then', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(nasty, broken(valid), broken(valid)), async (input) => {
        const before = await stateOf(product.database);
        const audited = (await auditRows(product.database, 'schedule')).length;
        const error = await run(administrator, input).then(
          () => null,
          (thrown: unknown) => thrown,
        );
        if (error === null) return;
        if (!(error instanceof RotaError)) throw error;
        expect(CODES).toContain(error.code);
        expect(error.message.length).toBeLessThan(1_000);
        expect(await stateOf(product.database)).toEqual(before);
        expect((await auditRows(product.database, 'schedule')).length).toBe(audited);
      }),
      { numRuns: rounds(8, 25), interruptAfterTimeLimit: 20_000 },
    );
  });
});

describe('what stands in an address', () => {
  const anything = fc.oneof(nasty, fc.constantFrom('0000-01-01', '9999-12-31', '2026-02-30', 'infinity'));
  const cursor = fc
    .tuple(anything, anything)
    .map((pair) =>
      Buffer.from(JSON.stringify(pair, (_, value) => (typeof value === 'bigint' ? 1 : value))).toString(
        'base64url',
      ),
    );
  const addresses = (names: string[]) =>
    fc.dictionary(
      fc.constantFrom(...names),
      fc.oneof(anything, cursor, fc.constantFrom('next', 'updated', 'desc')),
    );

  it('never breaks a list', async () => {
    await fc.assert(
      fc.asyncProperty(addresses(Object.keys(listFilter.shape)), async (address) => {
        expect((await listSchedules(administrator, listFilter.parse(address))).rows).toBeInstanceOf(Array);
      }),
      { numRuns: rounds(20, 60) },
    );
  });

  it('never breaks an audit', async () => {
    await fc.assert(
      fc.asyncProperty(addresses(Object.keys(auditFilter.shape)), async (address) => {
        const filter = auditFilter.parse(address);
        expect((await listScheduleAudit(administrator, filter)).rows).toBeInstanceOf(Array);
        expect((await listActivityAudit(administrator, filter)).rows).toBeInstanceOf(Array);
      }),
      { numRuns: rounds(20, 60) },
    );
  });

  it.each(['', '\0', '\ud800', '../..', 'x'.repeat(100_000), '0000000000000000'])(
    'is no schedule: %j',
    async (id) => {
      await expect(getSchedule(administrator, id)).rejects.toMatchObject({ code: 'not-found' });
      await expect(getSync(administrator, id)).rejects.toMatchObject({ code: 'not-found' });
      const history = listScheduleAudit(administrator, auditFilter.parse({}), id);
      if (/^\w{16}$/.test(id)) expect((await history).rows).toEqual([]);
      else await expect(history).rejects.toMatchObject({ code: 'not-found' });
      await expect(renameTeam(administrator, { id, name: 'A team' })).rejects.toBeInstanceOf(RotaError);
    },
  );
});
