import { describe, expect, it } from 'vitest';
import { ROLE_ARN } from '@/lib/local/test-inputs';
import { TEST_PLACE } from '@/lib/local/test-product';
import { MASK } from '../mask';
import { schema, settings, shortName } from './webhook';

const FINE = {
  kind: 'webhook',
  arn: 'https://hooks.example.com:8443/nightly?day=1',
  retryAttempts: 3,
  maxAgeSeconds: 3600,
};
const header = (name: string, value = 'v', secret = false) => ({ headers: [{ name, value, secret }] });
const problems = (more: object) => {
  const { error } = schema(TEST_PLACE).safeParse({ ...FINE, ...more });
  return Object.fromEntries((error?.issues ?? []).map(({ path, message }) => [path.join('.'), message]));
};

describe('a webhook', () => {
  it('needs an address, and nothing else of its own', () => {
    expect(schema(TEST_PLACE).parse(FINE)).toMatchObject({
      arn: FINE.arn,
      roleArn: '',
      headers: [],
      waitsForCallback: false,
      callbackHours: 24,
      safeToRepeat: false,
    });
  });

  it.each([
    [' HTTPS://Hooks.Example.com:443/a/../b ', 'https://hooks.example.com/b'],
    ['https://hooks.example.com./b', 'https://hooks.example.com/b'],
    ['https://hooks.example.com..:8443/b', 'https://hooks.example.com:8443/b'],
    ['https://h%6foks%2Eexample.com/b?c=d', 'https://hooks.example.com/b?c=d'],
  ])('is kept by one way to write its address, so that lists have one to compare: %s', (entered, kept) => {
    expect(schema(TEST_PLACE).parse({ ...FINE, arn: entered }).arn).toBe(kept);
  });

  it.each([
    ['', /Enter the address/],
    ['hooks.example.com', /not an address/],
    ['http://hooks.example.com/', /begin with https/],
    ['ftp://hooks.example.com/', /begin with https/],
    ['https://', /not an address/],
    ['https://user:secret@hooks.example.com/', /secret header/],
    ['https://user@hooks.example.com/', /secret header/],
    ['https://hooks.example.com/#part', /never sent/],
    ['https://hooks.example.com/a b', /not an address/],
    ['https://hooks.example.com/\r\nX: y', /not an address/],
    ['https://höhle.example.com/', /not an address/],
    [`https://hooks.example.com/${'x'.repeat(1_600)}`, /at most 1600/],
  ])('is refused at %j', (arn, message) => {
    expect(problems({ arn }).arn).toMatch(message);
  });

  it.each([
    'Host',
    'content-length',
    'Transfer-Encoding',
    'Connection',
    'TE',
    'Webhook-Id',
    'webhook-signature',
    'rota-callback-url',
  ])('may not have the header %s, which Rota sets', (name) => {
    expect(problems(header(name))).toEqual({ 'headers.0.name': expect.stringContaining('Rota sets') });
  });

  it.each(['', 'X Y', 'X:', 'X\r\nY', 'Ünï', 'X(1)', 'x'.repeat(101)])('has no header named %j', (name) => {
    expect(problems(header(name))).toHaveProperty(['headers.0.name']);
  });

  it.each(['', 'a\r\nX-Evil: 1', 'a\nb', 'a\0b', 'ü', 'x'.repeat(4_001)])('has no header of %j', (value) => {
    expect(problems(header('X-Fine', value))).toHaveProperty(['headers.0.value']);
  });

  it('has each header once, and 20 at most', () => {
    const named = (name: string) => ({ name, value: 'v', secret: false });
    expect(problems({ headers: [named('X-A'), named('x-a')] })).toHaveProperty(['headers.1.name']);
    const many = (count: number) => Array.from({ length: count }, (_, i) => named(`X-${i}`));
    expect(problems({ headers: many(20) })).toEqual({});
    expect(problems({ headers: many(21) })).toHaveProperty(['headers']);
  });

  it('tells no secret in its settings, and takes a mask for a secret alone', () => {
    expect(settings(schema(TEST_PLACE).parse({ ...FINE, ...header('X-Key', 'k-1', true) })).headers).toEqual([
      { name: 'X-Key', value: MASK, secret: true },
    ]);
    expect(problems(header('X-Key', MASK))).toHaveProperty(['headers.0.value']);
  });

  it.each<[object, string]>([
    [{ roleArn: ROLE_ARN }, 'roleArn'],
    [{ callbackHours: 0 }, 'callbackHours'],
    [{ callbackHours: 337 }, 'callbackHours'],
    [{ input: '{"token":"{{resolve:secretsmanager:billing:SecretString:token}}"}' }, 'input'],
  ])('is refused with %j', (more, field) => {
    expect(Object.keys(problems(more))).toEqual([field]);
  });

  it('is known by its host and path', () => {
    expect(shortName(FINE.arn)).toBe('hooks.example.com:8443/nightly');
    expect(shortName('https://hooks.example.com/')).toBe('hooks.example.com');
    expect(shortName('hooks')).toBe('hooks');
  });
});
