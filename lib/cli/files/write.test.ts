import { expect, it } from 'vitest';
import { parse } from 'yaml';
import type { ScheduleDefinition } from '@/lib/api/definition/schema';
import { yamlOf } from './write';

it('A file is read alike by readers of YAML 1.1 and 1.2', () => {
  const said = {
    name: 'on',
    description: '1_000',
    tags: ['yes', '12:30:45', '0o17', '2031-02-03'],
    timing: { daily: ['10:00', '09:00'] },
    targets: [{ kind: 'sqs', input: { at: '23:59', off: 'Statements' } }],
  };
  const text = yamlOf(said as unknown as ScheduleDefinition);
  expect(text).toContain('"10:00"');
  for (const version of ['1.1', '1.2'] as const) expect(parse(text, { version })).toEqual(said);
});
