import type { Tx } from '@/lib/db';
import { invalid } from '@/lib/errors';
import type { Target } from '@/lib/generated/prisma/client';
import { allowedPrivate } from '@/lib/outbound/configured';
import { literalProblem } from '@/lib/outbound/look-up';
import type { TargetInput } from '@/lib/targets/schema';
import { UnknownSecretError } from '@/lib/targets/secrets';
import { pointerOf, sealHeaders, sealSigning } from './secrets';
import { newSigningSecret } from './sign';

/**
 * The secret headers of a schedule's webhooks, sealed, in the order of its targets; null of another kind. A value that
 * nobody may read is not sent to another address than the one that it was entered for; and what signs is forgotten where
 * the address goes to another origin, so that `writeWebhooks` makes another: the receiver before could sign as Rota there.
 * @throws RotaError invalid, of a mask that stands for no value, and of a new address that Rota may not call
 */
export async function sealWebhooks(
  tx: Tx,
  inputs: readonly TargetInput[],
  before: readonly Target[],
  key: Buffer,
): Promise<(string | null)[]> {
  if (!inputs.some(({ kind }) => kind === 'webhook')) return inputs.map(() => null);
  const ids = before.map(({ id }) => id);
  const stored = await tx.webhookSecret.findMany({ where: { targetId: { in: ids } } });
  const moved = inputs.flatMap(({ id, kind, arn }) =>
    kind === 'webhook' &&
    before.some((was) => was.id === id && was.kind === kind && !sameOrigin(was.arn, arn))
      ? (id ?? [])
      : [],
  );
  await tx.webhookSecret.deleteMany({ where: { targetId: { in: moved } } });
  return inputs.map((input, position) => {
    if (input.kind !== 'webhook') return null;
    const same = before.find(({ id, arn }) => id === input.id && arn === input.arn);
    const forbidden = same ? null : literalProblem(new URL(input.arn), allowedPrivate());
    if (forbidden) throw invalid([{ path: `schedule.targets.${position}.arn`, message: forbidden }]);
    const earlier = stored.find(({ targetId }) => targetId === same?.id)?.headers ?? null;
    try {
      return sealHeaders(input.headers, key, earlier);
    } catch (error) {
      if (!(error instanceof UnknownSecretError)) throw error;
      const masked = input.headers.findIndex((header) => pointerOf(header) === error.pointer);
      const message = 'Enter the value again: none is stored for this header and this address.';
      throw invalid([{ path: `schedule.targets.${position}.headers.${masked}.value`, message }]);
    }
  });
}

/** Scheme, host and port (RFC 6454, section 4). */
const sameOrigin = (one: string, other: string): boolean => new URL(one).origin === new URL(other).origin;

/**
 * Keeps what was sealed, and gives each new webhook a secret that signs.
 * @param sealed by `sealWebhooks`
 */
export async function writeWebhooks(
  tx: Tx,
  ids: readonly string[],
  sealed: readonly (string | null)[],
  key: Buffer,
): Promise<void> {
  const others = ids.filter((_, position) => sealed[position] === null);
  await tx.webhookSecret.deleteMany({ where: { targetId: { in: others } } });
  for (const [position, targetId] of ids.entries()) {
    const headers = sealed[position];
    if (headers == null) continue;
    const signing = sealSigning(newSigningSecret(), key);
    await tx.webhookSecret.upsert({
      where: { targetId },
      create: { targetId, signing, headers, unseen: true },
      update: { headers },
    });
  }
}
