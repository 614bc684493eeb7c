import type { NamedEntry, NamedWhere } from '@/lib/allow-lists/refusal';
import type { Place } from '@/lib/targets/arn';
import type { Delivery } from '@/lib/targets/delivery';
import type { TargetFormOf } from '@/lib/targets/form';
import type { Kind } from '@/lib/targets/registry';

/** Where a target must be, and in which environment's lists it can be looked for. */
export type FormPlace = Place & {
  id: string;
  /** Offered to new targets. */
  deadLetterQueueArn: string | null;
  /** Its gates, by name. */
  gates: readonly { id: string; name: string }[];
};

/** What the allow-lists say of a target. */
export type Allowed = {
  entries: readonly NamedEntry[];
  /** Where its schedule is. */
  where: NamedWhere;
  /** It stands as it is stored, so a save does not look at it again. */
  kept: boolean;
};

/** What every part of a target's form is given. */
export type TargetFieldsProps<K extends Kind = Kind> = {
  target: TargetFormOf<K>;
  /** Puts some fields of the target in place of what they were. */
  onChange(fields: Partial<TargetFormOf<K>>): void;
  place: FormPlace;
  allowed: Allowed;
  /** Who calls it. */
  delivery: Delivery;
  /** The id and the problem of a field of this target, as in `at('arn')`. */
  at: (field: string) => { id: string; name: string; error: string | undefined };
};

/** An ARN of the environment, to show what is wanted. */
export const exampleArn = ({ region, accountId }: Place, service: string, resource: string) =>
  `arn:aws:${service}:${service === 'iam' ? '' : region}:${accountId}:${resource}`;
