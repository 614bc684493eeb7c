import type { Found } from '@/lib/aws/discover';

/** A name as Terraform allows it for a resource. */
function identifier(name: string): string {
  const plain = name.replace(/[^\w-]/g, '_');
  return /^[A-Za-z_]/.test(plain) ? plain : `_${plain}`;
}

const removed = (address: string) =>
  `removed {\n  from = ${address}\n\n  lifecycle {\n    destroy = false\n  }\n}\n`;

/**
 * The blocks by which Terraform (1.7 and later) forgets an original without touching it. Resources go by the name that
 * AWS knows: who reads it puts that of the configuration in its place.
 * Source: https://developer.hashicorp.com/terraform/language/block/removed
 */
export function terraformRemoved(
  found: Pick<Found, 'kind' | 'name'> & { targetIds: readonly string[] },
): string {
  const name = identifier(found.name);
  if (found.kind === 'schedule') return removed(`aws_scheduler_schedule.${name}`);
  const targets = found.targetIds.map((id) =>
    removed(`aws_cloudwatch_event_target.${found.targetIds.length > 1 ? `${name}_${identifier(id)}` : name}`),
  );
  return [removed(`aws_cloudwatch_event_rule.${name}`), ...targets].join('\n');
}

/** The ids of a rule's targets, which Terraform knows as resources of their own. */
export const targetIdsOf = (found: Found): string[] =>
  found.kind === 'rule' ? found.targets.map(({ Id }) => Id ?? '') : [];
