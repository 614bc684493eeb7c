import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MASK } from '@/lib/targets/mask';
import { hideAddress } from './hide';

const SLACK = 'https://hooks.slack.com/services/T0/B0/very-secret';
const WORKFLOW =
  'https://prod.logic.azure.com:443/workflows/abcdef0123/run?api=1&sp=%2Ftriggers%2Frun&sig=very-secret';

it.each([
  ['the address', SLACK, `No hook ${SLACK}.`],
  ['the address without its usual port', WORKFLOW, `No ${WORKFLOW.replace(':443', '')}`],
  ['the path', SLACK, 'Cannot POST /services/T0/B0/very-secret'],
  ['the path without the query', WORKFLOW, 'Cannot POST /workflows/abcdef0123/run'],
  ['the query', WORKFLOW, 'Bad ?api=1&sp=%2Ftriggers%2Frun&sig=very-secret'],
  ['a segment', SLACK, 'The token very-secret is unknown.'],
  ['a value of the query', WORKFLOW, '{"sig":"very-secret"}'],
  ['a value as it was meant', WORKFLOW, 'No permission for /triggers/run'],
  ['slashes of JSON', SLACK, '{"path":"\\/services\\/T0\\/B0\\/very-secret"}'],
  [
    'ampersands of HTML',
    WORKFLOW,
    '<p>/workflows/abcdef0123/run?api=1&amp;sp=%2Ftriggers%2Frun&amp;sig=very-secret',
  ],
  ['ampersands of JSON', WORKFLOW, '"?api=1\\u0026sp=%2Ftriggers%2Frun\\u0026sig=very-secret"'],
  ['an address in an address', SLACK, `/login?next=${encodeURIComponent(SLACK)}`],
])('what is repeated of an address is masked: %s', (_, address, text) => {
  const shown = hideAddress(text, address);
  expect(shown).toContain(MASK);
  for (const secret of ['T0', 'B0', 'secret', 'abcdef', 'sp=', 'triggers', 'services'])
    expect(shown).not.toContain(secret);
});

it('nothing else is masked', () => {
  const text = 'It answered 404: https://hooks.slack.com/ has no such hook / T0.';
  expect(hideAddress(text, SLACK)).toBe(text);
  expect(hideAddress('Bad /', 'https://hooks.slack.com/?')).toBe('Bad /');
  expect(hideAddress('Bad 50%-secret.', 'https://hooks.slack.com/50%-secret')).toBe(`Bad ${MASK}.`);
});

it('no long segment or value of any address is left', () => {
  const part = fc.string({ unit: fc.constantFrom(...'aZ09-_~%+=.'), minLength: 8, maxLength: 24 });
  fc.assert(
    fc.property(part, part, fc.string(), (segment, value, between) => {
      const address = `https://example.com/in/${segment}?key=${value}`;
      const shown = hideAddress(`${segment}${between}${value}`, address);
      expect(shown).not.toContain(segment);
      expect(shown).not.toContain(value);
    }),
  );
});
