import type { ActionResult } from '@/lib/action';
import type { Told } from './act-button';

/** Says how an act went, where it went well. */
export async function told<R>(
  asked: Promise<ActionResult<R>>,
  words: (value: R) => string | Told,
): Promise<ActionResult<Told>> {
  const result = await asked;
  if (!result.ok) return result;
  const said = words(result.value);
  return { ok: true, value: typeof said === 'string' ? { message: said, tone: 'good' } : said };
}
