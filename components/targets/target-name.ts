import { type TargetForm, toTargetInput } from '@/lib/targets/form';
import { KINDS } from '@/lib/targets/registry';

/** The name by which people know a target that is being entered, as in `send-statements`. */
export function targetName(target: TargetForm): string {
  return KINDS[target.kind].shortName(target.arn.trim(), toTargetInput(target)) || target.arn.trim();
}
