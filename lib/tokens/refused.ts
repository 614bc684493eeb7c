import { type AuditEntry, record } from '@/lib/audit/record';
import { countRefusal } from '@/lib/auth/throttle/refusals';
import type { Actor, Context } from '@/lib/context';
import { db } from '@/lib/db';
import { type FormatProblem, prefixOf } from './format';
import { subjectOf } from './subject';

/** Why a token is refused. */
export type TokenProblem = FormatProblem | 'unknown' | 'expired' | 'revoked' | 'no-access';

const MESSAGES: Readonly<Record<TokenProblem, string>> = {
  malformed: 'This is no token of Rota. One begins with rota_ and has 71 characters.',
  'bad-checksum': 'This token was mistyped or cut. Copy it again.',
  unknown: 'Rota does not know this token.',
  expired: 'This token has expired. Create another one.',
  revoked: 'This token was revoked.',
  'no-access': 'Whoever created this token may do nothing with it any more.',
};

/** A token that lets nobody in; the message may be told to whoever sent it. */
export class TokenError extends Error {
  override name = 'TokenError';

  constructor(readonly problem: TokenProblem) {
    super(MESSAGES[problem]);
  }
}

/** What is known of who used a refused token: whose it is, where its secret is right; its id, where that can be read. */
export type Refused = { actor: Actor; token: { id: string; name: string } | null; id: string | null };

/**
 * Refuses a token, with an audit row, and counts that for the address: within the budget of refused sign-ins, and apart
 * from them. Beyond it nothing is written.
 * @throws TokenError
 * @throws ThrottledError where too many from this address were refused, or too many at once from wherever
 */
export async function refuse(
  origin: Omit<Context, 'actor'>,
  problem: TokenProblem,
  { actor, token, id }: Refused,
): Promise<never> {
  const named = id === null ? 'API token' : prefixOf(id);
  const entry: AuditEntry = {
    audit: 'activity',
    action: 'token.use',
    outcome: 'failed',
    subject: token ? subjectOf(token) : named,
    reason: problem,
  };
  await countRefusal(origin.ip, 'token', () =>
    db().$transaction((tx) => record(tx, { ...origin, actor }, entry)),
  );
  throw new TokenError(problem);
}
