import type { ActionError, ActionResult } from '@/lib/action';

export const UNREACHABLE =
  'Rota did not answer, so it is not known whether this was done. Look at what it is now before you try again.';

/** Awaits an action; an answer that never came is an error like any other. */
export async function answerOf<R>(asked: Promise<ActionResult<R>>): Promise<ActionResult<R>> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const unknown: ActionError = {
      code: 'unavailable',
      message: UNREACHABLE,
      fields: [],
      conflict: null,
      requestId: '',
    };
    return { ok: false, error: unknown };
  }
}
