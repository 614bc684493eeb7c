import { describe, expect, it } from 'vitest';
import { hidden } from '@/lib/dispatch/deliver-masked';
import { MASK } from '@/lib/targets/mask';
import { formsOf } from './header-forms';

describe('a secret header that a receiver says back', () => {
  /** The pairs of RFC 7617, section 2 and 2.1. */
  it.each([
    ['as it is', 'Bearer k-12/34"5', 'You sent Bearer k-12/34"5.', `You sent ${MASK}.`],
    ['without its scheme', 'Bearer k-12/34"5', 'k-12/34"5 is no key', `${MASK} is no key`],
    ['in JSON', 'Bearer k-12/34"5', '{"key":"k-12/34\\"5"}', `{"key":"${MASK}"}`],
    ['in JSON with slashes escaped', 'k-12/34"5', '{"key":"k-12\\/34\\"5"}', `{"key":"${MASK}"}`],
    ['decoded', 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==', 'Not Aladdin:open sesame', `Not ${MASK}`],
    ['as the password alone', 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==', 'open sesame?', `${MASK}?`],
    ['decoded as UTF-8', 'basic dGVzdDoxMjPCow==', 'test:123£ or 123£', `${MASK} or ${MASK}`],
    ['as Basic without a pair', 'Basic b3BlbiBzZXNhbWU=', 'open sesame?', `${MASK}?`],
  ])('is masked %s', (_, value, said, shown) => {
    expect(hidden(said, formsOf(value))).toBe(shown);
  });

  it('without a scheme has no other form than JSON’s', () => {
    expect(formsOf('k-123456')).toEqual(['k-123456']);
  });
});
