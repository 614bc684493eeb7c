import { describe, expect, it } from 'vitest';
import { problemAt, problemText, readDocuments } from './documents';

const TEXT = `# jobs
name: One
targets:
  - kind: sqs
    arn: x
---
name: Two
timing:
  once: { local: 2031-01-01T09:00 }
---
`;

describe('a YAML file', () => {
  it('has documents that know on which line their fields stand', () => {
    const { documents, problems } = readDocuments('jobs.yaml', TEXT);
    expect(problems).toEqual([]);
    expect(documents.map(({ value }) => value)).toMatchObject([
      { name: 'One' },
      { timing: { once: { local: '2031-01-01T09:00' } } },
    ]);
    const [one, two] = documents;
    expect(one?.lineOf(['targets', '0', 'arn'])).toBe(5);
    expect(one?.lineOf(['targets', '0', 'roleArn'])).toBe(4);
    expect(one?.lineOf(['team'])).toBe(2);
    expect(two?.lineOf(['timing', 'once', 'local'])).toBe(9);
    expect(two && problemText(problemAt(two, 'name', 'No.'))).toBe('jobs.yaml:7: name: No.');
  });

  it('that is none says where', () => {
    const { problems } = readDocuments('x.yaml', 'name: a\nname: b\n');
    expect(problems).toMatchObject([{ file: 'x.yaml', line: 2 }]);
    expect(readDocuments('x.yaml', '').documents).toEqual([]);
  });

  it.each([
    ['a tag of its own', 'a: !!binary aGk=', 1],
    ['an unknown tag', 'a: 1\nb: !x 2', 2],
    ['an alias of nothing', 'a: 1\nb: *x', 2],
    ['one that leads around', 'a: &x\n  - *x', 2],
    ['a merge', 'a: &x { b: 1 }\nc:\n  <<: *x', 3],
    ['a merge of YAML 1.1', '%YAML 1.1\n---\na: &x { b: 1 }\nc:\n  <<: *x', 5],
    ['a date of YAML 1.1', '%YAML 1.1\n---\na: !!timestamp 2031-01-01', 3],
    ['a number that loses digits', 'a: 1\nb: 9007199254740993', 2],
    ['no number', 'a: .nan', 1],
    ['no end', 'a: 1\nb: -.inf', 2],
    ['a key that is no text', 'a: 1\n? [b]\n: 2', 2],
    ['a key that is a number', 'a: 1\n7: 2', 2],
  ])('with %s is refused by line', (_, text, line) => {
    expect(readDocuments('x.yaml', text)).toEqual({
      documents: [],
      problems: [expect.objectContaining({ file: 'x.yaml', line })],
    });
  });

  it('with more copies than anybody writes is refused', () => {
    const rows = [...'bcdefgh'].map(
      (key, at) => `${key}: &${key} [${Array(9).fill(`*${'abcdefg'[at]}`).join(', ')}]`,
    );
    const { problems } = readDocuments('x.yaml', ['a: &a [1]', ...rows].join('\n'));
    expect(problems).toMatchObject([{ line: 1, message: expect.stringContaining('too many aliases') }]);
  });

  it('may have aliases, and text that looks like a merge', () => {
    const { documents } = readDocuments('x.yaml', 'a: &x { n: 1.5 }\nb: *x\n"<<": 9007199254740991\n');
    expect(documents[0]?.value).toEqual({ a: { n: 1.5 }, b: { n: 1.5 }, '<<': 9007199254740991 });
  });
});
