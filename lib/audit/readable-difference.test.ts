import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ReadableChange, readableDifference } from './readable-difference';
import { sideBySide } from './readable-difference-lines';

const sqs = {
  id: 'target-a',
  kind: 'sqs',
  arn: 'arn:aws:sqs:eu-central-1:000000000000:statements',
  roleArn: 'arn:aws:iam::000000000000:role/rota',
  messageGroupId: null,
  input: '{"day": 1, "token": "••••••"}',
  secretFields: ['/token'],
  secretVersion: '0a1b2c3d',
  retryAttempts: 3,
  maxAgeSeconds: 3600,
  deadLetterArn: null,
};
const lambda = {
  ...sqs,
  id: 'target-b',
  kind: 'lambda',
  arn: 'arn:aws:lambda:eu-central-1:000000000000:function:send',
};
const schedule = {
  name: 'Statements',
  team: 'Finance',
  owner: 'Ada',
  description: '',
  tags: ['monthly', 'bank'],
  state: 'on',
  pauseUntil: null,
  expression: 'cron(0 9 ? * MON-FRI *)',
  timeZone: 'UTC',
  second: 0,
  calendars: ['England'],
  startAt: null,
  endAt: null,
  flexibleMinutes: 0,
  targets: [lambda, sqs],
};
const withSqs = (fields: object) => ({ ...schedule, targets: [lambda, { ...sqs, ...fields }] });
const SQS = 'Target 2, SQS queue statements';

/** A change in one line, as a person would say it. */
const said = (change: ReadableChange): string => {
  if (change.kind === 'list')
    return `${change.label}: ${[...change.removed.map((text) => `-${text}`), ...change.added.map((text) => `+${text}`)].join(' ')}`;
  if (change.kind === 'lines') {
    const rows = change.rows.flatMap((row) =>
      row.kind === 'changed' ? `${row.before ?? ''}|${row.after ?? ''}` : [],
    );
    return `${change.label}: ${rows.map((row) => row.trim()).join(' ')}`;
  }
  const side = (one: typeof change.before) => one && `${one.text}${one.words ? ` (${one.words})` : ''}`;
  return `${change.label}: ${[side(change.before), side(change.after)].filter(Boolean).join(' → ')}`;
};

describe('a readable difference', () => {
  it.each<[object, string[]]>([
    [{ ...schedule, timeZone: 'Europe/London' }, ['Time zone: UTC → Europe/London']],
    [{ ...schedule, owner: 'Emil', state: 'paused' }, ['Owner: Ada → Emil', 'State: on → paused']],
    [{ ...schedule, description: 'New' }, ['Description: none → New']],
    [{ ...schedule, tags: ['bank', 'yearly'] }, ['Tags: -monthly +yearly']],
    [{ ...schedule, tags: ['bank', 'monthly'] }, ['Tags: monthly, bank → bank, monthly']],
    [{ ...schedule, calendars: [] }, ['Calendars: -England']],
    [{ ...schedule, endAt: '2027-01-31T09:00:00.000Z' }, ['End: none → 2027-01-31T09:00:00.000Z']],
    [
      { ...schedule, expression: 'rate(15 minutes)' },
      [
        'Expression: cron(0 9 ? * MON-FRI *) (At 09:00, Monday to Friday, in UTC) → rate(15 minutes) (Every 15 minutes)',
      ],
    ],
    [withSqs({ retryAttempts: 5 }), [`${SQS}: retry attempts: 3 → 5`]],
    [withSqs({ input: '{"day": 2, "token": "••••••"}' }), [`${SQS}: input changed: "day": 1,|  "day": 2,`]],
    [
      withSqs({ input: '{"day":1,"token":"••••••"}' }),
      [`${SQS}: input changed: {"day": 1, "token": "••••••"}|{"day":1,"token":"••••••"}`],
    ],
    [withSqs({ secretVersion: 'ffffffff' }), [`${SQS}: secret values changed`]],
    [{ ...schedule, targets: [lambda] }, [`${SQS}: removed: `]],
    [
      { ...schedule, targets: [sqs, lambda] },
      [
        'Order of targets: Target 1, Lambda function send; Target 2, SQS queue statements → Target 1, SQS queue statements; Target 2, Lambda function send',
      ],
    ],
  ])('of %# is told as people would', (after, expected) => {
    const found = readableDifference(schedule, after as typeof schedule).map(said);
    expect(found).toHaveLength(expected.length);
    for (const [index, text] of expected.entries()) expect(found[index]).toContain(text);
  });

  it('of a version that is older than a choice does not tell what went without saying', () => {
    const today = { timeoutSeconds: 30, safeToRepeat: false };
    const after = {
      ...schedule,
      delivery: 'direct',
      targets: [
        { ...lambda, ...today, invocation: 'event' },
        { ...sqs, ...today, safeToRepeat: true },
      ],
    };
    expect(readableDifference(schedule, after)).toEqual([]);
    const chosen = { ...after, delivery: 'through', overlap: 'queue' };
    expect(readableDifference(schedule, chosen).map(said)).toEqual([
      'Delivery: direct → through Rota',
      'Overlap: one waits',
    ]);
  });

  it('of a new schedule tells its fields and its targets', () => {
    const labels = readableDifference(null, schedule).map(({ label }) => label);
    expect(labels).toContain('Time zone');
    expect(labels).toContain('Target 1, Lambda function send: added');
  });

  it('is empty exactly where two versions are equal', () => {
    const text = fc.constantFrom('', 'a', 'b', '{"a":1}', '{"a": 1}', 'one\ntwo', '[1, 2]');
    const target = fc.record({
      id: fc.constantFrom('t1', 't2', 't3'),
      kind: fc.constant('sqs'),
      arn: fc.constantFrom(sqs.arn, `${sqs.arn}2`),
      input: fc.option(text),
      secretFields: fc.array(fc.constantFrom('/a', '/b'), { maxLength: 2 }),
      secretVersion: fc.constantFrom('1', '2'),
      retryAttempts: fc.nat(2),
      deep: fc.constantFrom({ a: 1 }, { a: 2 }, { a: [1] }),
    });
    const some = fc.record({
      name: text,
      tags: fc.array(fc.constantFrom('x', 'y'), { maxLength: 3 }),
      expression: fc.constantFrom(schedule.expression, 'rate(2 hours)'),
      timeZone: fc.constantFrom('UTC', 'Europe/London'),
      second: fc.nat(1),
      startAt: fc.option(fc.constant('2027-01-31T09:00:00.000Z')),
      targets: fc.uniqueArray(target, { maxLength: 3, selector: ({ id }) => id }),
    });
    fc.assert(
      fc.property(some, some, fc.boolean(), (before, other, equal) => {
        const after = equal ? structuredClone(before) : other;
        const same = JSON.stringify(before) === JSON.stringify(after);
        expect(readableDifference(before, after).length === 0).toBe(same);
        for (const change of readableDifference(before, after))
          if (change.kind === 'lines') expect(change.rows.some(({ kind }) => kind === 'changed')).toBe(true);
      }),
    );
  });
});

describe('two texts side by side', () => {
  it('leave out long stretches that are the same', () => {
    const before = Array.from({ length: 20 }, (_, line) => `line ${line}`);
    const rows = sideBySide(before, before.with(10, 'other'));
    expect(rows).toEqual([
      { kind: 'skipped', count: 7 },
      ...[7, 8, 9].map((line) => ({ kind: 'same', text: `line ${line}` })),
      { kind: 'changed', before: 'line 10', after: 'other' },
      ...[11, 12, 13].map((line) => ({ kind: 'same', text: `line ${line}` })),
      { kind: 'skipped', count: 6 },
    ]);
  });

  it('hold every line of both, in order', () => {
    const line = fc.constantFrom('a', 'b', 'c');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), fc.array(line, { maxLength: 8 }), (before, after) => {
        const rows = sideBySide(before, after);
        const sides = (side: 'before' | 'after', all: readonly string[]) => {
          const lines: string[] = [];
          for (const row of rows) {
            if (row.kind === 'changed') lines.push(...[row[side]].filter((text) => text !== null));
            if (row.kind === 'same') lines.push(row.text);
            if (row.kind === 'skipped') lines.push(...all.slice(lines.length, lines.length + row.count));
          }
          return lines;
        };
        expect(sides('before', before)).toEqual(before);
        expect(sides('after', after)).toEqual(after);
      }),
    );
  });
});
