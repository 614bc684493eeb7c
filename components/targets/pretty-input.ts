import { jsonLosses } from '@/lib/targets/json-losses';

/** The one context attribute that may stand unquoted in a JSON input: a number. */
const BARE_ATTEMPT = /(:\s*)<aws\.scheduler\.attempt-number>/g;
const STAND_IN = '"rota:attempt-number"';

/** An input indented by two spaces; null where it is empty or no JSON, or where some of it would be lost by that. */
export function prettyInput(input: string): string | null {
  const value = parsed(input);
  if (value === undefined || jsonLosses(input).length > 0) return null;
  return JSON.stringify(value, null, 2).replaceAll(STAND_IN, '<aws.scheduler.attempt-number>');
}

/** Undefined where it is empty or no JSON. */
function parsed(input: string): unknown {
  try {
    return input.trim() === '' ? undefined : JSON.parse(input.replace(BARE_ATTEMPT, `$1${STAND_IN}`));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** JSON pointers (RFC 6901) to every text and number of an input whose name sounds like a secret. */
export function likelySecrets(input: string): string[] {
  const found: string[] = [];
  const visit = (value: unknown, pointer: string, name: string) => {
    if (typeof value === 'object' && value !== null)
      for (const [key, child] of Object.entries(value))
        visit(child, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, key);
    else if (/secret|token|passw|api.?key|credential/i.test(name)) found.push(pointer);
  };
  visit(parsed(input), '', '');
  return found.slice(0, 5);
}
