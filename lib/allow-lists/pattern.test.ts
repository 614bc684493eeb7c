import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitsPattern } from './pattern';

/** What a pattern means, said by what its first character may stand for: slow, and plainly right. */
function means(pattern: string, text: string): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return text === '';
  const later = rest.join('');
  if (first === '*') return means(later, text) || (text !== '' && means(pattern, text.slice(1)));
  return text !== '' && (first === '?' || first === text[0]) && means(later, text.slice(1));
}

const letters = (chars: string, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...chars), maxLength });

describe('a pattern', () => {
  it.each([
    ['arn:aws:iam::111111111111:role/payments-*', 'arn:aws:iam::111111111111:role/payments-runner', true],
    ['arn:aws:iam::111111111111:role/payments-*', 'arn:aws:iam::111111111111:role/crm-payments-x', false],
    ['arn:aws:iam::111111111111:role/payments-*', 'arn:aws:iam::111111111111:role/payments-', true],
    ['arn:aws:sqs:*:111111111111:a', 'arn:aws:sqs:eu-central-1:111111111111:a', true],
    ['arn:aws:sqs:*', 'arn:aws:sqs:eu-central-1:111111111111:a', true],
    ['arn:aws:iam::111111111111:role/*', 'arn:aws:iam::111111111111:role/path/to/x', true],
    ['arn:aws:ecs:*:cluster/?', 'arn:aws:ecs:eu-central-1:111111111111:cluster/a', true],
    ['arn:aws:ecs:*:cluster/?', 'arn:aws:ecs:eu-central-1:111111111111:cluster/ab', false],
    ['arn:aws:sns:x:1:Reports', 'arn:aws:sns:x:1:reports', false],
    ['arn:aws:sns:x:1:r.p', 'arn:aws:sns:x:1:rap', false],
    ['arn:aws:sns:x:1:r', 'arn:aws:sns:x:1:reports', false],
    ['reports', 'arn:aws:sns:x:1:reports', false],
    ['*', '', true],
    ['*', 'anything', true],
    ['?', '😀', true],
    ['', 'x', false],
  ])('%s fits %s: %s', (pattern, text, fits) => {
    expect(fitsPattern(pattern, text)).toBe(fits);
  });

  it('fits what its characters mean', () => {
    fc.assert(
      fc.property(letters('ab*?', 8), letters('ab:', 8), (pattern, text) => {
        expect(fitsPattern(pattern, text)).toBe(means(pattern, text));
      }),
      { numRuns: 5_000 },
    );
  });

  it('of 2,000 characters is read and ends, however many wildcards it has', () => {
    const started = performance.now();
    expect(fitsPattern(`${'*a'.repeat(999)}*b`, 'a'.repeat(2_000))).toBe(false);
    expect(fitsPattern(`*${'a'.repeat(999)}${'?'.repeat(999)}b`, 'a'.repeat(2_000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
