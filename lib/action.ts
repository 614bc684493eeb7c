import { headers } from 'next/headers';
import { requestContext } from '@/lib/auth/request';
import { recordDenial } from '@/lib/command';
import type { Context } from '@/lib/context';
import { env } from '@/lib/env';
import { type FieldError, forbidden, RotaError } from '@/lib/errors';
import { log } from '@/lib/log';
import { CLIENT_ORIGIN } from '@/lib/web/origin';
import { actionReached, setStatus } from '@/lib/web/response';

/** What a server action tells its form: what it made, or what is wrong, never half of each. */
export type ActionResult<R> = { ok: true; value: R } | { ok: false; error: ActionError };

export type ActionError = {
  code: RotaError['code'] | 'internal';
  message: string;
  fields: FieldError[];
  conflict: unknown;
  requestId: string;
};

/**
 * The one wrapper of every server action: same origin, then the session, then a command or query, which authorises,
 * validates and audits. A refusal has the HTTP status 401 or 403 and leaves an audit row.
 */
export function action<R>(
  run: (context: Context, input: unknown) => Promise<R>,
): (input: unknown) => Promise<ActionResult<R>> {
  return async (input) => {
    actionReached();
    const context = await requestContext();
    try {
      await assertSameOrigin(context);
      return { ok: true, value: await run(context, input) };
    } catch (error) {
      const told = toActionError(error, context.requestId);
      if (error instanceof RotaError && error.status < 404) setStatus(error.status);
      return { ok: false, error: told };
    }
  };
}

/** What may be told of an error; one of ours is logged and told by its request alone. */
export function toActionError(error: unknown, requestId: string): ActionError {
  if (error instanceof RotaError) {
    const { code, message, fields, conflict } = error;
    return { code, message, fields, conflict: conflict ?? null, requestId };
  }
  log.error({ err: error, requestId }, 'action failed');
  const message = `Something went wrong on our side, so look whether it was done before you try again. Tell an administrator of Rota: request ${requestId}.`;
  return { code: 'internal', message, fields: [], conflict: null, requestId };
}

/**
 * Next lets an action without Origin pass (a form of an old browser); Rota wants proof that its own page asks.
 * @throws RotaError forbidden; a denied audit row is kept
 */
export async function assertSameOrigin(context: Context): Promise<void> {
  const bag = await headers();
  const origin = bag.get(CLIENT_ORIGIN);
  if (origin === new URL(env().ROTA_URL).origin) return;
  if (origin === null && bag.get('sec-fetch-site') === 'same-origin') return;
  const message = 'This request did not come from a page of Rota.';
  await recordDenial(context, 'origin', message);
  throw forbidden(message);
}
