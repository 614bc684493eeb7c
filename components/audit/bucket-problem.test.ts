import { expect, it } from 'vitest';
import { bucketProblem } from './bucket-problem';

const at = new Date('2026-11-21T10:00:00Z');

it.each([
  ['none', 'it has no Object Lock.'],
  ['no-period', 'neither a default retention nor ROTA_AUDIT_DIGESTS_LOCK'],
  ['unknown', 'It is not known'],
] as const)('names the bucket, and says what is wrong with its Object Lock: %s', (lock, words) => {
  const text = bucketProblem({ bucket: 'example-audit', lock, at });
  expect(text).toContain('bucket example-audit ');
  expect(text).toContain(words);
});
