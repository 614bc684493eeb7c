/** A field's path as people read it: `targets.1.retryAttempts` is `Targets › 1 › Retry attempts`. */
export function pathText(path: string, names: Readonly<Record<string, string>> = {}): string {
  if (path === '') return 'Everything';
  return path
    .split('.')
    .map((part) => names[part] ?? words(part))
    .join(' › ');
}

function words(part: string): string {
  if (!/^[a-z]+([A-Z][a-z]*)*$/.test(part)) return part;
  const text = part.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`).replace(/\barn\b/g, 'ARN');
  return text === 'ARN' ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

/** One side of a difference: plain text where it is short, indented JSON otherwise. */
export function sideText(value: unknown): { text: string; block: boolean } {
  if (value === null || value === '') return { text: 'none', block: false };
  if (Array.isArray(value) && value.every((item) => typeof item === 'string'))
    return { text: value.length === 0 ? 'none' : value.join(', '), block: false };
  if (typeof value === 'boolean') return { text: value ? 'yes' : 'no', block: false };
  if (typeof value === 'string') {
    const parsed = parseJson(value);
    return parsed === null
      ? { text: value, block: value.includes('\n') }
      : { text: indented(parsed), block: true };
  }
  if (typeof value === 'object') return { text: indented(value), block: true };
  return { text: String(value), block: false };
}

/** JSON whose texts that are JSON themselves, such as an input, are opened up. */
const indented = (value: unknown): string =>
  JSON.stringify(
    value,
    (_, inner: unknown) => (typeof inner === 'string' ? (parseJson(inner) ?? inner) : inner),
    2,
  );

/** The JSON object or list that a text holds; null of other text. */
function parseJson(text: string): object | null {
  if (!/^\s*[[{]/.test(text)) return null;
  try {
    return JSON.parse(text) as object;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
