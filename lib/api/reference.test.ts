import { describe, expect, it } from 'vitest';
import { KIND_NAMES } from '@/lib/targets/registry';
import { describeApi } from './openapi';
import { type Field, referenceOf } from './reference';

const description = describeApi('0');
const operations = referenceOf(description, 'https://rota.example.com');

const bodyOf = (id: string): Field[] => operations.find((one) => one.id === id)?.body ?? [];
const rows = (id: string, path: string) => bodyOf(id).filter((field) => field.path === path);

/** They are for what stands in the path, and say nothing else of it. */
const EMPTY = ['deleteCalendar', 'deleteGate', 'removeGateWindow', 'removeTarget', 'retrySync'];

describe('the reference', () => {
  it('shows what is sent to every operation that takes something, each field once', () => {
    const sent = Object.values(description.paths).flatMap((methods) =>
      Object.values(methods).flatMap(({ operationId, requestBody }) => (requestBody ? [operationId] : [])),
    );
    const without = sent.filter((id) => bodyOf(String(id)).length === 0);
    expect(without.sort()).toEqual(EMPTY);
    for (const { id, body, answer } of operations)
      for (const fields of [body, answer.fields]) {
        const keys = fields.map(({ path, only }) => `${path} ${only}`);
        expect([id, keys.filter((key, index) => keys.indexOf(key) < index)]).toEqual([id, []]);
      }
  });

  it('tells the variants of a body by their constant', () => {
    expect(bodyOf('startFreeze')).toMatchObject([
      { path: 'scope', type: '"all" or "team" or "environment"', required: true },
      { path: 'reason', type: 'string', required: true },
      { path: 'team', required: true, only: 'scope is "team"' },
      { path: 'environment', required: true, only: 'scope is "environment"' },
    ]);
    expect(bodyOf('startFreeze')[1]?.only).toBeUndefined();
    expect(rows('pauseSchedule', 'until.hours')).toMatchObject([{ only: 'kind is "hours"', required: true }]);
    expect(rows('addGateWindow', 'window.minutes')).toMatchObject([{ only: 'kind is "recurring"' }]);
  });

  it('shows all ways to say when a schedule runs, none of which is required', () => {
    const ways = ['once', 'every', 'after', 'daily', 'weekly', 'monthly', 'expression'];
    for (const way of ways)
      expect([way, rows('createSchedule', `timing.${way}`)]).toMatchObject([way, [{ required: false }]]);
    for (const path of ['once.local', 'once.inSeconds', 'every.unit', 'weekly.days', 'monthly.months'])
      expect([path, rows('changeSchedule', `timing.${path}`).length]).toEqual([path, 1]);
  });

  it('shows the fields of every kind of target', () => {
    expect(rows('createSchedule', 'targets[].arn').length).toBeGreaterThan(0);
    for (const kind of KIND_NAMES) {
      const own = bodyOf('addTarget').filter(({ only }) => !only || only.includes(`"${kind}"`));
      expect([kind, own.map(({ path }) => path)]).toEqual([kind, expect.arrayContaining(['kind', 'arn'])]);
    }
    expect(bodyOf('addTarget').filter(({ only }) => only === 'kind is "ecs"').length).toBeGreaterThan(0);
  });

  it('shows the limits of a field, and what it is where it is left out', () => {
    const about = (path: string) => rows('createSchedule', path)[0]?.about;
    expect(about('description')).toBe('At most 1000 characters.');
    expect(about('second')).toBe('Added to each time of a cron. 0 to 59; left out, 0.');
    expect(about('tags')).toBe('At most 20.');
    expect(about('overlap')).toBe('Left out, "allow".');
    expect(about('pauseAfterFailures')).toBe('1 to 1000.');
    expect(rows('createSchedule', 'targets[].retryAttempts')[0]?.about).toBe('0 to 185; left out, 3.');
    expect(rows('changeSchedule', 'second')[0]?.about).toBe('Added to each time of a cron. 0 to 59.');
    const list = operations.find(({ id }) => id === 'listRuns');
    expect(list?.parameters.find(({ path }) => path === 'limit')).toMatchObject({
      type: 'integer',
      about: 'How many items a page has. 1 to 200; left out, 50.',
    });
  });
});
