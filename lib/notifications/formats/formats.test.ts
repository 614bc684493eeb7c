import { describe, expect, it } from 'vitest';
import type { Content } from '../content';
import { jsonOf } from './json';
import { slackOf } from './slack';
import { teamsOf } from './teams';
import { textOf } from './text';
import { wordingOf } from './wording';

const ROTA = 'https://rota.example.com';
const TROUBLE: Content = {
  type: 'trouble',
  topic: 'runs',
  counts: { missed: 1, failed: 3 },
  again: false,
  since: '2026-11-21T09:00:12.000Z',
  total: { missed: 1, failed: 3 },
  ended: 0,
  open: 2,
  schedules: [
    { id: 's1', name: 'Statements' },
    { id: 's2', name: '<!channel> a|b & [x](https://evil.example.com)' },
  ],
  more: true,
  teams: ['CRM'],
  environment: { id: 'e1', name: 'Payments', production: true },
  reason: 'It answered <https://evil.example.com|503>.',
};
const worded = (more: Partial<Content> = {}) => wordingOf({ ...TROUBLE, ...more }, ROTA, 'Ops');

describe('a message', () => {
  it('says what, which schedules with links, where, since when, and the first reason', () => {
    expect(worded()).toEqual({
      title: '3 runs failed, 1 run missed in PROD · Payments',
      facts: [
        {
          label: 'Schedules',
          value: 'Statements, <!channel> a|b & [x](https://evil.example.com) and others',
        },
        { label: 'Environment', value: 'Payments (production)' },
        { label: 'Team', value: 'CRM' },
        { label: 'Since', value: '2026-11-21 09:00 UTC' },
        { label: 'First reason', value: 'It answered <https://evil.example.com|503>.' },
        { label: 'Channel', value: 'Ops' },
      ],
      schedules: [
        { name: 'Statements', url: 'https://rota.example.com/schedules/s1' },
        {
          name: '<!channel> a|b & [x](https://evil.example.com)',
          url: 'https://rota.example.com/schedules/s2',
        },
      ],
      url: 'https://rota.example.com/runs?state=bad&environment=e1',
    });
  });

  it('that goes on says how much it is by now', () => {
    const { title, facts } = worded({ again: true, total: { missed: 1, failed: 40 } });
    expect(title).toBe('Still going on: 3 runs failed, 1 run missed in PROD · Payments');
    expect(facts).toContainEqual({ label: 'Since then', value: '40 runs failed, 1 run missed' });
  });

  it('of the end says how much failed in between', () => {
    const whole: Partial<Content> = {
      type: 'recovered',
      counts: {},
      schedules: [],
      reason: null,
      ended: 3,
      open: 0,
    };
    const end = worded({ ...whole, total: { failed: 40 } });
    expect(end.title).toBe('Recovered in PROD · Payments: 40 runs failed in between');
    expect(end.facts.map(({ label }) => label)).toEqual(['Environment', 'Team', 'Since', 'Channel']);
    expect(worded({ ...whole, total: {} }).title).toBe('Recovered in PROD · Payments');
    expect(worded({ ...whole, total: { failed: 4 }, open: 1 }).title).toBe(
      'Recovered in part in PROD · Payments: 3 of 4',
    );
  });

  it('of what belongs to no environment leads to the incident page', () => {
    const { title, url } = worded({ topic: 'workers', environment: null, counts: { worker_silent: 1 } });
    expect([title, url]).toEqual(['1 worker went silent', 'https://rota.example.com/incident']);
  });
});

describe('for Slack', () => {
  it('nothing that others wrote is markup', () => {
    const text = JSON.stringify(slackOf(worded()));
    expect(text).toContain('&lt;!channel&gt; a¦b &amp; [x](https://evil.example.com)>');
    expect(text.match(/<[^>]*>/g)).toEqual([
      '<https://rota.example.com/schedules/s1|Statements>',
      '<https://rota.example.com/schedules/s2|&lt;!channel&gt; a¦b &amp; [x](https://evil.example.com)>',
      '<https://rota.example.com/runs?state=bad&environment=e1|More in Rota>',
    ]);
  });

  it('no section is longer than Slack takes', () => {
    const { blocks } = slackOf(worded({ reason: '&'.repeat(2_000) }));
    expect(Math.max(...blocks.map(({ text }) => text.text.length))).toBeLessThanOrEqual(3_000);
  });
});

it('for Teams it is one card whose texts are plain, with links as buttons', () => {
  const { type, attachments } = teamsOf(worded());
  const card = attachments[0]?.content;
  expect([type, attachments.length, card?.type]).toEqual(['message', 1, 'AdaptiveCard']);
  expect(new Set(card?.body.map((block) => block.type))).toEqual(new Set(['RichTextBlock']));
  expect(card?.actions.map(({ url }) => url)).toEqual([
    'https://rota.example.com/schedules/s1',
    'https://rota.example.com/schedules/s2',
    'https://rota.example.com/runs?state=bad&environment=e1',
  ]);
});

it('as plain JSON it is what is documented', () => {
  const message = { id: 'm1', at: '2026-11-21T09:00:42.000Z', channel: { id: 'c1', name: 'Ops' } };
  expect(jsonOf(TROUBLE, worded(), message)).toMatchObject({
    version: 1,
    ...message,
    type: 'trouble',
    title: '3 runs failed, 1 run missed in PROD · Payments',
    counts: { failed: 3, missed: 1 },
    schedules: [{ id: 's1', name: 'Statements', url: 'https://rota.example.com/schedules/s1' }, { id: 's2' }],
    url: 'https://rota.example.com/runs?state=bad&environment=e1',
  });
});

it('as text it has a line for each fact and link', () => {
  const lines = textOf(worded()).split('\n');
  expect(lines[0]).toBe('3 runs failed, 1 run missed in PROD · Payments');
  expect(lines).toContain('Statements: https://rota.example.com/schedules/s1');
  expect(lines.at(-1)).toBe('More in Rota: https://rota.example.com/runs?state=bad&environment=e1');
});
