/** A value of an argument in HCL. */
export type HclValue = string | number | boolean | readonly string[] | { readonly [key: string]: string };

/** What stands between braces: arguments, and blocks, of which there may be several of a name. */
export type HclBody = readonly (
  | readonly [name: string, value: HclValue]
  | { readonly block: string; readonly labels?: readonly string[]; readonly body: HclBody }
)[];

const ESCAPES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '"': '\\"',
  '\\': '\\\\',
};

/**
 * A text in quotes. What would begin an interpolation or a directive is doubled, so that it stays text.
 * Source: https://developer.hashicorp.com/terraform/language/expressions/strings
 */
export const quoted = (text: string): string =>
  `"${text
    .replace(/[\n\r\t"\\]/g, (char) => ESCAPES[char] ?? char)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to be escaped.
    .replace(/[\u0000-\u001f\u007f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/([$%])(?=\{)/g, '$1$1')}"`;

/** A text behind `#`, which no line break ends. */
export const comment = (text: string): string => `# ${text.replace(/\s+/g, ' ')}\n`;

/** A body as HCL, its arguments aligned as `terraform fmt` does. */
export function hcl(body: HclBody, indent = ''): string {
  const lines: string[] = [];
  let run: (readonly [string, HclValue])[] = [];
  const flush = () => {
    const width = Math.max(0, ...run.map(([name]) => name.length));
    lines.push(
      ...run.map(([name, value]) => `${indent}${name.padEnd(width)} = ${valueText(value, indent)}\n`),
    );
    run = [];
  };
  for (const part of body) {
    if (!('block' in part)) {
      run.push(part);
      continue;
    }
    flush();
    const labels = (part.labels ?? []).map((label) => ` ${quoted(label)}`).join('');
    const gap = lines.length > 0 ? '\n' : '';
    lines.push(`${gap}${indent}${part.block}${labels} {\n${hcl(part.body, `${indent}  `)}${indent}}\n`);
  }
  flush();
  return lines.join('');
}

function valueText(value: HclValue, indent: string): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object') return String(value);
  if (isList(value)) return `[${value.map(quoted).join(', ')}]`;
  const rows = Object.entries(value).map(([key, text]) => `${indent}  ${quoted(key)} = ${quoted(text)}\n`);
  return `{\n${rows.join('')}${indent}}`;
}

const isList = (value: object): value is readonly string[] => Array.isArray(value);
