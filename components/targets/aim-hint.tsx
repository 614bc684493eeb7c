import type { ReactNode } from 'react';
import { Chip } from '@/components/ui/chip';
import { AIM_FIELDS, type AimField } from '@/lib/allow-lists/aims';
import { ownPatterns } from '@/lib/allow-lists/decide';
import { aimProblem, patternsText } from '@/lib/allow-lists/refusal';
import type { TargetForm } from '@/lib/targets/form';
import type { Allowed } from './fields';
import styles from './targets.module.css';

/** The hint of a field with what the allow-lists say of it: what is allowed, or that a save would refuse what is entered. */
export function aimHint(allowed: Allowed, field: AimField, arn: string, hint?: ReactNode): ReactNode {
  const { entries, where, kept } = allowed;
  if (where.teamId === '') return hint;
  const entered = arn.trim();
  const problem =
    /^(?:arn:|https:\/\/)/.test(entered) && !kept ? aimProblem(entries, where, field, entered) : null;
  const patterns = ownPatterns(entries, where, AIM_FIELDS[field].kind);
  if (!problem && patterns.length === 0) return hint;
  return (
    <>
      {hint}{' '}
      <span className={styles.allowed}>
        {problem ? (
          <>
            <Chip tone="warn" icon="warning">
              Not allowed
            </Chip>{' '}
            {problem}
          </>
        ) : (
          <>Allowed: {patternsText(patterns, entered)}.</>
        )}
      </span>
    </>
  );
}

/** Whether a target still names what it did: a save does not look at it again then. */
export const isKept = (target: TargetForm, earlier: TargetForm | undefined): boolean =>
  earlier !== undefined && named(target) === named(earlier);

const named = ({ kind, arn, roleArn, deadLetterArn, ...target }: TargetForm): string =>
  JSON.stringify([
    kind,
    arn,
    roleArn,
    deadLetterArn,
    'taskDefinition' in target && target.taskDefinition,
    'parameters' in target && target.parameters,
  ]);
