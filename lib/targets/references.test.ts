import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  directProblem,
  parseReference,
  referenceNames,
  referencesIn,
  resolveReferences,
  SecretReferenceError,
} from './references';

const ARN = 'arn:aws:secretsmanager:us-west-2:123456789012:secret:MySecret-a1b2c3';
const none = { jsonKey: null, versionStage: null, versionId: null };

describe('a reference to a secret', () => {
  it.each([
    // Those of the CloudFormation user guide, "Get a secret or secret value from Secrets Manager".
    ['MySecret:SecretString:username', { ...none, secretId: 'MySecret', jsonKey: 'username' }],
    ['MySecret:SecretString:password', { ...none, secretId: 'MySecret', jsonKey: 'password' }],
    ['MySecret', { ...none, secretId: 'MySecret' }],
    ['MySecret::::', { ...none, secretId: 'MySecret' }],
    [`${ARN}:SecretString:password`, { ...none, secretId: ARN, jsonKey: 'password' }],
    [
      'MySecret:SecretString:password:AWSPREVIOUS',
      { ...none, secretId: 'MySecret', jsonKey: 'password', versionStage: 'AWSPREVIOUS' },
    ],
    [
      'billing/api:SecretString:::EXAMPLE1-90ab-cdef-fedc-ba987EXAMPLE',
      { ...none, secretId: 'billing/api', versionId: 'EXAMPLE1-90ab-cdef-fedc-ba987EXAMPLE' },
    ],
    [ARN, { ...none, secretId: ARN }],
  ])('%s is read', (inner, expected) => {
    const text = `{{resolve:secretsmanager:${inner}}}`;
    expect(parseReference(text)).toEqual({ text, ...expected });
  });

  it.each([
    ['', 'names no secret'],
    [':SecretString:password', 'names no secret'],
    ['my secret', 'other characters than'],
    ['MySecret:SecretBinary', 'only SecretString can stand'],
    ['MySecret:password', 'has “password” after the secret'],
    ['MySecret:SecretString:a:b:c:d', 'too many parts'],
    ['MySecret:SecretString:password:AWSCURRENT:EXAMPLE1-90ab-cdef', 'keep one'],
    ['arn:aws:sqs:us-west-2:123456789012:queue', "an ARN that is not a secret's"],
    ['arn:aws:secretsmanager:us-west-2:123456789012:secret', "an ARN that is not a secret's"],
  ])('%j is refused, and it says why', (inner, why) => {
    const parse = () => parseReference(`{{resolve:secretsmanager:${inner}}}`);
    expect(parse).toThrow(SecretReferenceError);
    expect(parse).toThrow(why);
    expect(parse).toThrow('It has the form {{resolve:secretsmanager:billing/api:SecretString:token}}.');
  });

  it('is read back from whatever parts it was written of', () => {
    const segment = fc.option(fc.stringMatching(/^[\w. -]{1,20}$/), { nil: null });
    const secretId = fc.oneof(fc.stringMatching(/^[\w/+=.@-]{1,30}$/), fc.constant(ARN));
    fc.assert(
      fc.property(secretId, segment, segment, fc.boolean(), (id, jsonKey, version, isStage) => {
        const versionStage = isStage ? version : null;
        const versionId = isStage ? null : version;
        const text = `{{resolve:secretsmanager:${id}:SecretString:${jsonKey ?? ''}:${versionStage ?? ''}:${versionId ?? ''}}}`;
        expect(parseReference(text)).toEqual({ text, secretId: id, jsonKey, versionStage, versionId });
      }),
    );
  });
});

describe('the references of an input', () => {
  it('are found in strings, however they are written, each once', () => {
    const input = String.raw`{"a": "\u007b{resolve:secretsmanager:one}}", "b": ["Bearer {{resolve:secretsmanager:two}}", "{{resolve:secretsmanager:one}}"],
      "attempt": <aws.scheduler.attempt-number>}`;
    expect(referencesIn(input).map(({ secretId }) => secretId)).toEqual(['one', 'two']);
  });

  it('are none of other services, nor of what only looks alike', () => {
    const input = '{"a": "{{resolve:ssm:name:1}}", "b": "{{ resolve:secretsmanager:one }}", "c": "{{name}}"}';
    expect(referencesIn(input)).toEqual([]);
    expect(directProblem(input)).toBeNull();
  });

  it.each([
    ['{"a": "{{resolve:secretsmanager:one"}', 'does not end with }}'],
    ['{"{{resolve:secretsmanager:one}}": 1}', 'stands in the name of a field'],
    [
      JSON.stringify(Array.from({ length: 21 }, (_, i) => `{{resolve:secretsmanager:s${i}}}`)),
      'has 21 references to secrets. It may have 20',
    ],
  ])('%s are refused', (input, why) => {
    expect(() => referencesIn(input)).toThrow(why);
  });

  it('have the names of their secrets and fields, each once, and what is none has no name', () => {
    const input = JSON.stringify({
      a: '{{resolve:secretsmanager:billing/api:SecretString:token}} {{resolve:secretsmanager:one}}',
      b: [
        '{{resolve:secretsmanager:one::::}}',
        '{{resolve:secretsmanager:}}',
        '{{resolve:secretsmanager:two',
      ],
    });
    expect(referenceNames(input)).toEqual(['billing/api (token)', 'one']);
    expect(referenceNames('good morning')).toEqual([]);
  });

  it('are named as what EventBridge Scheduler would send as they are', () => {
    for (const input of [
      '{"a": "{{resolve:secretsmanager:one}}"}',
      String.raw`{"a": "x\u007b{resolve:secretsmanager:"}`,
      'Token {{resolve:secretsmanager:one}}',
    ])
      expect(directProblem(input)).toMatch(/only delivery through Rota can resolve it/);
  });
});

describe('resolving references', () => {
  const NAMES = ['one', 'two', 'three'];
  const part = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 8 }).filter((text) => !/[{}]/.test(text)),
    fc.constantFrom(...NAMES).map((name) => `{{resolve:secretsmanager:${name}}}`),
  );
  const text = fc.array(part, { maxLength: 4 }).map((parts) => parts.join(''));
  const key = fc.string({ maxLength: 5 }).filter((name) => !/[{}]/.test(name) && name !== '__proto__');
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      text,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(key, tie('value'), { maxKeys: 3 }),
    ),
  }));
  /** What a secret holds may be anything, a reference too. */
  const secrets = fc.record(
    Object.fromEntries(
      NAMES.map((name) => [
        name,
        fc.oneof(fc.string({ unit: 'binary' }), fc.constant('{{resolve:secretsmanager:two}}"')),
      ]),
    ),
  );
  const by = (of: Record<string, string>) => async (name: { secretId: string }) => of[name.secretId] ?? '';

  it('gives JSON with each reference replaced in its string, and with all else to the letter', async () => {
    await fc.assert(
      fc.asyncProperty(value, secrets, fc.constantFrom(0, 2), async (document, of, indent) => {
        const resolved = await resolveReferences(JSON.stringify(document, null, indent), by(of));
        const wanted = JSON.stringify(
          document,
          (_, inner: unknown) =>
            typeof inner === 'string'
              ? inner
                  .split(/(\{\{resolve:secretsmanager:\w+\}\})/)
                  .map((each, i) => (i % 2 ? of[each.slice(25, -2)] : each))
                  .join('')
              : inner,
          indent,
        );
        expect(resolved).toBe(wanted);
      }),
    );
  });

  it('reads each secret once, and replaces in what is no JSON too', async () => {
    const asked: string[] = [];
    const read = async ({ secretId }: { secretId: string }) => {
      asked.push(secretId);
      return 'S"1';
    };
    const reference = '{{resolve:secretsmanager:one}}';
    expect(await resolveReferences(`${reference} and ${reference}`, read)).toBe('S"1 and S"1');
    expect(asked).toEqual(['one']);
  });

  it('fails where a secret can not be read', async () => {
    const read = async () => {
      throw new Error('no');
    };
    await expect(resolveReferences('{"a":"{{resolve:secretsmanager:one}}"}', read)).rejects.toThrow('no');
  });
});
