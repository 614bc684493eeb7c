import type { FoundRule } from '@/lib/aws/discover';
import type { Place } from '@/lib/targets/arn';
import { type Draft, RATE } from './draft';
import type { Mapping } from './mapping';
import { carry } from './rule-target';

/** A rule with all its targets. Rules run by UTC. */
export function draftOfRule(found: FoundRule, mapping: Mapping, place: Place): Draft {
  const { rule, targets } = found;
  const expression = rule.ScheduleExpression ?? '';
  const carried = targets.map((target) => carry(target, found, mapping, place));
  const refusals: string[] = [];
  if (rule.ManagedBy)
    refusals.push(`It belongs to ${rule.ManagedBy}, an AWS service that made it for itself.`);
  if (rule.EventPattern)
    refusals.push(
      'It also runs on events that match its pattern, which a schedule can not do. Split it first.',
    );
  if (targets.length === 0) refusals.push('It has no targets: nothing would run.');
  if (rule.State !== 'ENABLED' && rule.State !== 'DISABLED')
    refusals.push(`Its state ${rule.State} is one that Rota could not give back.`);
  const several = carried.length > 1;
  const named = (index: number, text: string) => (several ? `Target ${index + 1}: ${text}` : text);
  return {
    timing: { expression, timeZone: 'UTC', startLocal: null, endLocal: null },
    flexibleMinutes: 0,
    description: rule.Description ?? '',
    state: rule.State === 'DISABLED' ? 'disabled' : 'on',
    targets: carried.map(({ target }) => target),
    refusals: [
      ...refusals,
      ...carried.flatMap((one, index) => one.refusals.map((text) => named(index, text))),
    ],
    notes: [
      ...(expression.startsWith('rate(') ? [RATE] : []),
      ...carried.flatMap((one, index) => one.notes.map((text) => named(index, text))),
    ],
    payloads: carried.flatMap(({ payload, target }) =>
      payload ? [{ target: target.Arn ?? '', ...payload }] : [],
    ),
  };
}
