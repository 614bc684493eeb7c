/** The one context attribute that may stand unquoted in a JSON input: a number. */
const BARE_ATTEMPT = /(:\s*)<aws\.scheduler\.attempt-number>/g;
const STAND_IN = '"rota:attempt-number"';

/** An input indented by two spaces; null where it is empty or no JSON. */
export function prettyInput(input: string): string | null {
  if (input.trim() === '') return null;
  try {
    const value: unknown = JSON.parse(input.replace(BARE_ATTEMPT, `$1${STAND_IN}`));
    return JSON.stringify(value, null, 2).replaceAll(STAND_IN, '<aws.scheduler.attempt-number>');
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** JSON pointers (RFC 6901) to every text and number of an input whose name sounds like a secret. */
export function likelySecrets(input: string): string[] {
  const pretty = prettyInput(input);
  if (pretty === null) return [];
  const found: string[] = [];
  const visit = (value: unknown, pointer: string, name: string) => {
    if (typeof value === 'object' && value !== null)
      for (const [key, child] of Object.entries(value))
        visit(child, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, key);
    else if (/secret|token|passw|api.?key|credential/i.test(name)) found.push(pointer);
  };
  visit(JSON.parse(pretty.replaceAll(/(:\s*)<aws\.scheduler\.attempt-number>/g, '$10')), '', '');
  return found.slice(0, 5);
}
