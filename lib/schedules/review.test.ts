import { describe, expect, it } from 'vitest';
import { emptyTarget } from '@/lib/targets/form';
import { MASK } from '@/lib/targets/mask';
import { emptyForm, type ScheduleForm } from './form';
import { timingForm } from './form-timing';
import { isChanged, readable, rebase, reviewDifferences } from './review';

const teams = [
  { id: 'a', name: 'Payments' },
  { id: 'b', name: 'Reports' },
];
const target = (id: string) => ({ ...emptyTarget('sqs', id), id, arn: `queue-${id}` });

const before: ScheduleForm = {
  ...emptyForm({ teamId: 'a', owner: 'Ada', timeZone: 'Europe/London' }),
  name: 'Statements',
  timing: timingForm('cron(0 9 * * ? *)', 0),
  targets: [target('one'), target('two')],
};

const calendars = [
  { id: 'h', name: 'Bank holidays' },
  { id: 'f', name: 'Freeze' },
];

const gates = [{ id: 'g', name: 'CRM' }];

const differences = (after: ScheduleForm) => reviewDifferences(before, after, { teams, calendars, gates });

describe('what a save changes', () => {
  it('names the gate that a target stands behind', () => {
    const after = { ...before, targets: [{ ...target('one'), gateId: 'g' }, target('two')] };
    expect(differences(after)).toEqual([{ path: 'targets.one.gateId', before: null, after: 'CRM' }]);
  });

  it('says that a secret is new, and never what it is', () => {
    const secret = (token: string) => ({
      ...target('one'),
      input: `{"day": 1, "token": "${token}"}`,
      secretFields: ['/token'],
    });
    const stored = { ...before, targets: [secret(MASK)] };
    const changes = (now: string) =>
      reviewDifferences(stored, { ...stored, targets: [secret(now)] }, { teams, calendars, gates });
    expect(changes('hunter2')).toEqual([
      {
        path: 'targets.one.input',
        before: `{"day": 1, "token": "${MASK}"}`,
        after: `{"day": 1, "token": "${MASK} (new)"}`,
      },
    ]);
    expect(changes(MASK)).toEqual([]);
    const hook = (value: string) => ({
      ...emptyTarget('webhook', 'hook'),
      id: 'hook',
      headers: [{ name: 'X-Api-Key', value, secret: true }],
    });
    const [from, to] = [MASK, 'hunter2'].map((value) => ({ ...before, targets: [hook(value)] }));
    const told = reviewDifferences(from as ScheduleForm, to as ScheduleForm, { teams, calendars, gates });
    expect(told).toHaveLength(1);
    expect(JSON.stringify(told)).not.toContain('hunter2');
  });

  it('is nothing where only blanks were added', () => {
    expect(differences({ ...before, name: ' Statements ' })).toEqual([]);
  });

  it('names the team and tells start as an instant', () => {
    expect(differences({ ...before, teamId: 'b', startLocal: '2027-07-01T09:00' })).toEqual([
      { path: 'team', before: 'Payments', after: 'Reports' },
      { path: 'startAt', before: null, after: '2027-07-01T08:00:00.000Z' },
    ]);
  });

  it('tells the second, and the calendars by their names', () => {
    const timing = { ...before.timing, second: '30' };
    expect(differences({ ...before, timing, calendarIds: ['f', 'h'] })).toEqual([
      { path: 'second', before: 0, after: 30 },
      { path: 'calendars', before: [], after: ['Bank holidays', 'Freeze'] },
    ]);
  });

  it('tells a target that comes and one that goes', () => {
    const after = { ...before, targets: [target('two'), { ...emptyTarget('sns', 'new-1'), arn: 'topic' }] };
    expect(differences(after)).toEqual([
      { path: 'targets.one', before: 'queue-one' },
      { path: 'targets.new-1.arn', after: 'topic' },
      { path: 'targets.new-1.retryAttempts', after: 3 },
      { path: 'targets.new-1.maxAgeSeconds', after: 3600 },
    ]);
  });

  it('tells a change of order', () => {
    expect(differences({ ...before, targets: [...before.targets].reverse() })).toEqual([
      { path: 'targetOrder', before: ['queue-one', 'queue-two'], after: ['queue-two', 'queue-one'] },
    ]);
  });
});

it("somebody else's change of order is told by the targets' names", () => {
  const change = { path: 'targets', before: ['one', 'two'], after: ['two', 'one'] };
  expect(readable([change], { one: 'SQS queue a', two: 'SQS queue b' })).toEqual([
    { path: 'targetOrder', before: ['SQS queue a', 'SQS queue b'], after: ['SQS queue b', 'SQS queue a'] },
  ]);
});

it('leaving an untouched form loses nothing', () => {
  expect(isChanged(before, structuredClone(before))).toBe(false);
  expect(isChanged(before, { ...before, owner: 'Bob' })).toBe(true);
});

it('a target that somebody else removed becomes a new one in what is saved over it', () => {
  const mine = rebase(before, { ...before, targets: [target('two')] });
  expect(mine.targets.map(({ id }) => id)).toEqual([undefined, 'two']);
  expect(
    reviewDifferences({ ...before, targets: [target('two')] }, mine, { teams, calendars, gates }),
  ).toContainEqual({
    path: 'targets.again-one.arn',
    after: 'queue-one',
  });
});
