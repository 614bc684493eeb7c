// biome-ignore-all lint/suspicious/noTemplateCurlyInString: interpolations of HCL are what is tried.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comment, hcl, quoted } from './write';

/** What Terraform reads of a quoted text: the rules of the HCL specification (hclsyntax/spec.md, Quoted Templates). */
function read(text: string): string {
  expect(text).toMatch(/^".*"$/);
  return text
    .slice(1, -1)
    .replace(
      /\\(?:u([0-9a-f]{4})|(.))|([$%])\3\{|([$%])\{/g,
      (_, code?: string, char?: string, doubled?: string, begun?: string) => {
        if (begun) throw new Error('An interpolation begins.');
        if (code) return String.fromCharCode(Number.parseInt(code, 16));
        if (doubled) return `${doubled}{`;
        return { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' }[char ?? ''] ?? 'unknown';
      },
    );
}

describe('a quoted text', () => {
  it.each([
    ['plain', '"plain"'],
    ['say "hi"', '"say \\"hi\\""'],
    ['${file("/etc/passwd")}', '"$${file(\\"/etc/passwd\\")}"'],
    ['%{ if true }x%{ endif }', '"%%{ if true }x%%{ endif }"'],
    ['$${twice}', '"$$${twice}"'],
    ['$5 and 5 %', '"$5 and 5 %"'],
    ['back\\slash\nline\ttab', '"back\\\\slash\\nline\\ttab"'],
    ['a\u0000b', '"a\\u0000b"'],
  ])('of %j is %s', (text, expected) => {
    expect(quoted(text)).toBe(expected);
  });

  it('is read as it was, whatever it is, and begins no interpolation', () => {
    const hostile = fc.string({ unit: fc.constantFrom('$', '%', '{', '}', '"', '\\', '\n', 'a', ' ') });
    fc.assert(fc.property(hostile, (text) => read(quoted(text)) === text));
  });

  it('stays behind # where it is a comment', () => {
    expect(comment('one\nresource "x" {}')).toBe('# one resource "x" {}\n');
  });
});

describe('a body', () => {
  it('is aligned, with blocks apart', () => {
    const text = hcl([
      ['name', 'x'],
      ['count_of_it', 2],
      ['on', true],
      ['ids', ['a', 'b"']],
      { block: 'resource', labels: ['kind', 'name'], body: [['tags', { 'a b': '${c}' }]] },
    ]);
    expect(text).toBe(
      [
        'name        = "x"',
        'count_of_it = 2',
        'on          = true',
        'ids         = ["a", "b\\""]',
        '',
        'resource "kind" "name" {',
        '  tags = {',
        '    "a b" = "$${c}"',
        '  }',
        '}',
        '',
      ].join('\n'),
    );
  });
});
