import type { Tone } from '@/components/ui/chip';
import type { ActionResult } from '@/lib/action';

/** What is said of an act that was done. */
export type Told = { message: string; tone: Tone };

/** Says how an act went, where it went well. */
export async function told<R>(
  asked: Promise<ActionResult<R>>,
  words: string | ((value: R) => string | Told),
): Promise<ActionResult<Told>> {
  const result = await asked;
  if (!result.ok) return result;
  const said = typeof words === 'string' ? words : words(result.value);
  return { ok: true, value: typeof said === 'string' ? { message: said, tone: 'good' } : said };
}
