import { createHash } from 'node:crypto';
import type { Permission } from '@/lib/auth/roles';
import { authorise } from '@/lib/command';
import type { Context } from '@/lib/context';
import {
  type Answer,
  beginNamed,
  forgetNamed,
  keepAnswer,
  type NamedRequest,
} from '@/lib/idempotency/request';
import { log } from '@/lib/log';
import { holderOf } from './holder';
import { ApiRefusal } from './refusal';

type Work = (context: Context) => Promise<Answer>;

type Named = {
  request: Request;
  context: Context;
  body: object;
  /** What whoever asks must be allowed, also to be told again what was answered. */
  permission: Permission | null;
};

/**
 * Does a request once, however often it is sent under the name of its header Idempotency-Key: the first answer is given
 * again. What was refused did nothing, and may be put right under the same name.
 * @param work does it, with a context in which its command says that it is done
 * @throws ApiRefusal 400 of a bad name, 409 while it is under way or where its answer was lost, 422 where another request
 *   has the name; RotaError forbidden of an answer that may not be told any more; and what `work` throws
 */
export async function once(
  { request, context, body, permission }: Named,
  work: Work,
): Promise<Answer & { replayed: boolean }> {
  const key = request.method === 'POST' ? request.headers.get('idempotency-key') : null;
  if (key === null) return { ...(await work(context)), replayed: false };
  if (!/^[\x21-\x7e]{1,255}$/.test(key))
    throw new ApiRefusal(400, 'Idempotency-Key must be 1 to 255 visible ASCII characters, as in a UUID.');
  const begun = await beginNamed({ holder: holderOf(context), key }, fingerprintOf(request, body));
  switch (begun.is) {
    case 'answered':
      if (permission) await authorise(context, permission);
      return { ...begun.answer, replayed: true };
    case 'other':
      throw new ApiRefusal(422, 'This Idempotency-Key was used for another request. Choose another key.');
    case 'under-way':
      throw new ApiRefusal(
        409,
        'This request is under way. Wait as long as Retry-After says, and send it again.',
        { 'Retry-After': '1' },
      );
    case 'done':
      throw new ApiRefusal(409, 'This request was done, but its answer was lost. Look at what it did.');
    case 'new':
      return { ...(await answerOf(begun.request, context, work)), replayed: false };
  }
}

async function answerOf(named: NamedRequest, context: Context, work: Work): Promise<Answer> {
  try {
    const answer = await work({ ...context, named });
    await keepAnswer(named, answer);
    return answer;
  } catch (error) {
    await forgetNamed(named).catch((later: unknown) =>
      log.error({ err: later, requestId: context.requestId }, 'a refused request could not be forgotten'),
    );
    throw error;
  }
}

function fingerprintOf({ method, url, headers }: Request, body: object): Uint8Array {
  const { pathname, search } = new URL(url);
  const asked = [method, pathname, search, headers.get('if-match'), body];
  return createHash('sha256').update(JSON.stringify(asked)).digest();
}
