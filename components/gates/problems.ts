import type { ActionError } from '@/lib/action';

/**
 * The first message of each field that is wrong, by its name.
 * @param within the part of the input whose fields go by their own names, as in `gate.burst`
 * @param otherwise the field that shows what is said of no field
 */
export function problemsOf(
  { fields, message }: Pick<ActionError, 'fields' | 'message'>,
  within: string,
  otherwise: string,
): Record<string, string> {
  if (fields.length === 0) return { [otherwise]: message };
  const named = fields.map((field) => [field.path.replace(`${within}.`, ''), field.message] as const);
  return Object.fromEntries(named.toReversed());
}
