import { describe, expect, it } from 'vitest';
import { newSigningSecret, signedHeaders } from './sign';

describe('a signature', () => {
  // The vector that the libraries of Standard Webhooks are tested with.
  const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const message = {
    id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    at: new Date(1_614_265_330_999),
    body: '{"test": 2432232314}',
  };
  const SIGNATURE = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';

  it('is that of the published vector', () => {
    expect(signedHeaders(message, [SECRET])).toEqual({
      'webhook-id': message.id,
      'webhook-timestamp': '1614265330',
      'webhook-signature': SIGNATURE,
    });
  });

  it('stands beside that by the secret before', () => {
    const fresh = newSigningSecret();
    const both = signedHeaders(message, [fresh, SECRET])['webhook-signature'].split(' ');
    expect(both).toEqual([signedHeaders(message, [fresh])['webhook-signature'], SIGNATURE]);
    expect(both[0]).not.toBe(SIGNATURE);
  });
});

it('is made with secrets of 32 random bytes', () => {
  const [one, other] = [newSigningSecret(), newSigningSecret()];
  expect(one).toMatch(/^whsec_[\w+/]{43}=$/);
  expect(Buffer.from(one.slice(6), 'base64')).toHaveLength(32);
  expect(one).not.toBe(other);
});
