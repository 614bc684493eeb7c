import type { Told } from '@/components/runs/act-button';
import type { ActionResult } from '@/lib/action';

/** What an act on a gate tells once it is done; why not, where it failed. */
export async function toldOf(
  asked: Promise<ActionResult<unknown>>,
  message: string,
): Promise<ActionResult<Told>> {
  const result = await asked;
  return result.ok ? { ok: true, value: { message, tone: 'good' } } : result;
}
