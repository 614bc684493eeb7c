import { fitsPattern, unqualified } from '@/lib/allow-lists/pattern';
import { addressPattern } from '@/lib/targets/kinds/webhook';

/** What must stand behind a gate. Null as a team or kind is any. */
export type Rule = {
  gateId: string;
  gate: string;
  teamId: string | null;
  kind: string | null;
  /** Of the target's ARN or address, as allow-lists have patterns. */
  pattern: string;
};

type Aimed = { kind: string; arn: string; gateId: string | null };

/**
 * Why a target may not stand where it does by the rules of its environment, and what would be right; null where it may.
 * Where several gates are required of it, any of them will do.
 */
export function ruleProblem(
  rules: readonly Rule[],
  teamId: string,
  { kind, arn, gateId }: Aimed,
): string | null {
  const asking = rules.filter(
    (rule) =>
      (rule.teamId === null || rule.teamId === teamId) &&
      (rule.kind === null || rule.kind === kind) &&
      aimsAt(addressPattern(rule.pattern), arn),
  );
  if (asking.length === 0 || asking.some((rule) => rule.gateId === gateId)) return null;
  const gates = [...new Set(asking.map(({ gate }) => gate))];
  const named = gates.length === 1 ? `the gate ${gates[0]}` : `one of the gates ${gates.join(', ')}`;
  return `A rule wants ${named} for this target. Choose delivery through Rota, and that gate.`;
}

/** A pattern without a version or an alias is for each: all of them hit the same endpoint. */
const aimsAt = (pattern: string, arn: string): boolean =>
  fitsPattern(pattern, arn) || fitsPattern(pattern, unqualified(arn));
