import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';

type Ended = { code: number | null; out: string; err: string };

function start(args: string[]) {
  return spawn(process.execPath, ['--import', 'tsx', 'scripts/next.ts', ...args]);
}

/** Runs the command to its end, as a script would. */
async function next(args: string[], input = ''): Promise<Ended> {
  const child = start(args);
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  child.stdin.end(input);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}

const FROM = ['--from', '2026-10-24T00:00:00Z'];
const LONDON = ['--zone', 'Europe/London'];
const lines = (...each: string[]) => each.map((line) => `${line}\n`).join('');

describe('one expression', () => {
  it('gives an ISO instant in UTC a line', async () => {
    const args = ['cron(30 1 ? * SUN *)', ...LONDON, ...FROM, '--count', '5'];
    expect(await next(args)).toEqual({
      code: 0,
      err: '',
      out: lines(
        '2026-10-25T00:30:00Z',
        '2026-11-01T01:30:00Z',
        '2026-11-08T01:30:00Z',
        '2026-11-15T01:30:00Z',
        '2026-11-22T01:30:00Z',
      ),
    });
  });

  it('as JSON shows what is skipped between the runs and does not count it', async () => {
    const args = [
      'cron(30 1 * * ? *)',
      ...LONDON,
      '--from',
      '2026-03-28T00:00:00Z',
      '--count',
      '2',
      '--json',
    ];
    const { out } = await next(args);
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { at: '2026-03-28T01:30:00Z', local: '2026-03-28T01:30:00', offset: '+00:00', kind: 'ordinary' },
      { at: null, local: '2026-03-29T01:30:00', offset: null, kind: 'skipped' },
      { at: '2026-03-30T00:30:00Z', local: '2026-03-30T01:30:00', offset: '+01:00', kind: 'ordinary' },
    ]);
  });

  it('goes back from an instant, the latest first', async () => {
    const args = ['cron(30 1 * * ? *)', ...LONDON, '--from', '2026-10-26T01:30:00Z', '--previous', '--json'];
    const { out } = await next([...args, '--count', '2']);
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { at: '2026-10-25T00:30:00Z', local: '2026-10-25T01:30:00', offset: '+01:00', kind: 'repeated' },
      { at: '2026-10-24T00:30:00Z', local: '2026-10-24T01:30:00', offset: '+01:00', kind: 'ordinary' },
    ]);
  });

  it('gives all runs up to an instant, itself excluded, or as many as asked for', async () => {
    const until = ['cron(0 0/6 * * ? *)', ...FROM, '--until', '2026-10-24T18:00:00Z'];
    expect((await next(until)).out).toBe(lines('2026-10-24T06:00:00Z', '2026-10-24T12:00:00Z'));
    expect((await next([...until, '--count', '1'])).out).toBe(lines('2026-10-24T06:00:00Z'));
  });

  it('keeps start, end, anchor and second', async () => {
    const bounds = ['--start', '2026-10-25T09:00:30Z', '--end', '2026-10-26T11:00:30+02:00'];
    expect((await next(['cron(0 9 * * ? *)', ...FROM, ...bounds, '--second', '30'])).out).toBe(
      lines('2026-10-25T09:00:30Z', '2026-10-26T09:00:30Z'),
    );
    const rate = ['rate(7 minutes)', ...FROM, '--count', '2'];
    expect((await next(rate)).out).toBe(lines('2026-10-24T00:07:00Z', '2026-10-24T00:14:00Z'));
    expect((await next([...rate, '--anchor', '2026-10-23T23:59:00Z'])).out).toBe(
      lines('2026-10-24T00:06:00Z', '2026-10-24T00:13:00Z'),
    );
  });

  it('says it in plain English', async () => {
    const { out } = await next(['cron(0 9 ? * 6L *)', ...LONDON, '--describe']);
    expect(out).toMatch(/09:00.*last Friday.*London\n$/);
  });

  it.each<[string[], RegExp]>([
    [['0 9 * * 1-5'], /five fields.*Did you mean cron\(0 9 \? \* MON-FRI \*\)\?/],
    [['cron(0 9 * * ? *)', '--tomorrow'], /'--tomorrow'/],
  ])('refuses %j on standard error, with exit code 2', async (args, message) => {
    const { code, out, err } = await next(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
  });

  it('tells its options', async () => {
    const { code, out } = await next(['--help']);
    expect(code).toBe(0);
    for (const option of ['--zone', '--from', '--until', '--previous', '--batch'])
      expect(out).toContain(option);
  });

  it('ends well when its reader has enough', async () => {
    const child = start(['cron(* * * * ? *)', '--until', '2199-01-01T00:00:00Z']);
    let err = '';
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const [code] = await once(child, 'close');
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });
});

describe('a batch', () => {
  const request = (fields: object) =>
    JSON.stringify({
      expression: 'cron(0 9 * * ? *)',
      timezone: 'UTC',
      from: '2026-10-24T00:00:00Z',
      count: 1,
      ...fields,
    });

  it('answers each line in order and lives on after a bad one', async () => {
    const { code, out, err } = await next(
      ['--batch'],
      [
        request({ expression: 'cron(30 1 ? * SUN *)', timezone: 'Europe/London', count: 2 }),
        'no JSON',
        request({ expression: 'rate(1 hours)' }),
        '',
        request({ timezone: undefined }),
        request({ timezone: 'Mars/Olympus' }),
        request({ count: 0 }),
        request({ from: 'yesterday' }),
        '[]',
        'x'.repeat(70_000),
        request({ expression: 'rate(2 hours)' }),
        request({ expression: 'rate(2 hours)', from: '2026-10-24T00:30:00Z' }),
        request({ expression: 'at(2020-01-01T00:00:00)' }),
        request({ second: 30, start: '2026-10-25T00:00:00Z', end: '2026-10-26T09:00:29Z', count: 9 }),
      ].join('\n'),
    );
    const answers = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(answers.map((answer) => answer.occurrences ?? answer.error.field)).toEqual([
      ['2026-10-25T00:30:00Z', '2026-11-01T01:30:00Z'],
      'request',
      'rate',
      'request',
      'timezone',
      'timezone',
      'count',
      'from',
      'request',
      'request',
      ['2026-10-24T02:00:00Z'],
      ['2026-10-24T02:30:00Z'],
      [],
      ['2026-10-25T09:00:30Z'],
    ]);
    expect(answers[2].error).toEqual({
      field: 'rate',
      position: 7,
      reason: 'the unit after 1 is singular: hour',
      example: 'rate(15 minutes)',
      suggestion: 'rate(1 hour)',
      message: 'rate: the unit after 1 is singular: hour. Did you mean rate(1 hour)?',
    });
    expect(answers[1].error).toMatchObject({ position: null, reason: 'is no JSON', suggestion: null });
  });

  it('answers a request before the next one comes', async () => {
    const child = start(['--batch']);
    for (const day of ['24', '25']) {
      child.stdin.write(`${request({ from: `2026-10-${day}T00:00:00Z` })}\n`);
      const [answer] = await once(child.stdout, 'data');
      expect(String(answer)).toBe(`{"occurrences":["2026-10-${day}T09:00:00Z"]}\n`);
    }
    child.stdin.end();
    expect(await once(child, 'close')).toEqual([0, null]);
  });

  it('ends well when its reader goes away', async () => {
    const child = start(['--batch']);
    let err = '';
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    child.stdin.on('error', () => undefined);
    child.stdout.once('data', () => {
      child.stdout.destroy();
      child.stdin.write(`${request({ count: 1_000 })}\n`.repeat(1_000));
    });
    child.stdin.write(`${request({})}\n`);
    const [code] = await once(child, 'close');
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });
});
