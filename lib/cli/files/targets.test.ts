import { expect, it } from 'vitest';
import { sourceOf } from './source';
import { withIds } from './targets';
import { slugOf } from './write';

const there = [
  { id: 'a', kind: 'sqs', arn: '1' },
  { id: 'b', kind: 'sqs', arn: '2' },
  { id: 'c', kind: 'sns', arn: '3' },
];
const ids = (wanted: object[]) => withIds(wanted, there).map((one) => (one as { id?: string }).id);

it.each([
  ['that the file names', [{ id: 'b', kind: 'sqs', arn: '9' }], ['b']],
  [
    'that call the same',
    [
      { kind: 'sqs', arn: '2' },
      { kind: 'sqs', arn: '1' },
    ],
    ['b', 'a'],
  ],
  [
    'of their kind, in order',
    [
      { kind: 'sqs', arn: '8' },
      { kind: 'sqs', arn: '1' },
    ],
    ['b', 'a'],
  ],
  [
    'of another kind never',
    [
      { kind: 'ecs', arn: '1' },
      { kind: 'sns', arn: '3' },
    ],
    [undefined, 'c'],
  ],
  [
    'once each',
    [
      { kind: 'sns', arn: '3' },
      { kind: 'sns', arn: '3' },
    ],
    ['c', undefined],
  ],
  ['not where the file names others', [{ id: 'z', kind: 'sns', arn: '3' }], ['z']],
])('Targets of a file are those %s', (_, wanted, expected) => {
  expect(ids(wanted)).toEqual(expected);
});

it.each([
  ['git@git.example.com:a/b.git', 'jobs/', 'git.example.com/a/b jobs'],
  ['ssh://git@git.example.com:7999/a/b.git', 'jobs/', 'git.example.com/a/b jobs'],
  ['https://me:se@cret@git.example.com/a/b.git/', 'jobs/', 'git.example.com/a/b jobs'],
  ['https://GIT.example.com/a/b', 'jobs/', 'git.example.com/a/b jobs'],
  ['git.example.com:/a/b', 'jobs/', 'git.example.com/a/b jobs'],
  ['https://git.example.com/a.git', '', 'git.example.com/a'],
  ['https://[2001:db8::1]:8443/a.git', '', '[2001:db8::1]/a'],
  ['/srv/git/a.git', 'x/y/', '/srv/git/a x/y'],
  ['C:\\git\\a', '', 'C:\\git\\a'],
])('The source %s is told without the way there and without what signs in', (remote, within, expected) => {
  expect(sourceOf(remote, within)).toBe(expected);
});

it.each([
  ['Month’s End (EU)', 'month-s-end-eu'],
  ['../../etc/passwd', 'etc-passwd'],
  ['日報', ''],
])('The file of %s is called %s', (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});
