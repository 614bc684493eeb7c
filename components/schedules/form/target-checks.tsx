'use client';

import { useEffect, useRef, useState } from 'react';
import * as actions from '@/app/(main)/environments/actions';
import { Findings, VerdictChip } from '@/components/environments/findings';
import { worstOf } from '@/components/environments/worst-of';
import { targetName } from '@/components/targets/target-name';
import { Chip } from '@/components/ui/chip';
import type { Finding } from '@/lib/environments/findings';
import type { Delivery } from '@/lib/targets/delivery';
import type { TargetForm } from '@/lib/targets/form';
import { KINDS } from '@/lib/targets/registry';
import styles from './form.module.css';
import { Section } from './section';

type TargetChecksProps = {
  environmentId: string;
  delivery: Delivery;
  targets: readonly TargetForm[];
  /** Told once, when AWS has answered or has not in time. */
  onFound: (findings: Finding[]) => void;
};

/** Whether the targets are there and their roles may be used, as far as AWS lets Rota look. It never stops a save. */
export function TargetChecks({ environmentId, delivery, targets, onFound }: TargetChecksProps) {
  const [found, setFound] = useState<Finding[][] | string | null>(null);
  const told = useRef(onFound);
  useEffect(() => {
    told.current = onFound;
  });
  useEffect(() => {
    let over = false;
    void answer(environmentId, delivery, targets).then((result) => {
      if (over) return;
      setFound(result);
      if (typeof result !== 'string') told.current(result.flat());
    });
    return () => {
      over = true;
    };
  }, [environmentId, delivery, targets]);
  return (
    <Section
      title="A look at the targets"
      description="Whether the targets are there and their roles may be used, as far as Rota may look. It does not stand in the way of a save."
    >
      <div aria-live="polite" className={styles.checks}>
        {typeof found === 'string' && <p>{found}</p>}
        {typeof found !== 'string' &&
          targets.map((target, index) => (
            <TargetCheck key={target.key} target={target} findings={found?.[index] ?? null} />
          ))}
      </div>
    </Section>
  );
}

/** One line, so that nothing moves when the answer comes; all that was found is one click away. */
function TargetCheck({ target, findings }: { target: TargetForm; findings: Finding[] | null }) {
  const name = `${KINDS[target.kind].label} ${targetName(target)}`;
  const first = findings && worstOf(findings);
  if (!first)
    return (
      <p className={styles.checkLine}>
        <Chip tone="neutral">Looking …</Chip> {name}
      </p>
    );
  return (
    <details>
      <summary className={styles.checkLine}>
        <VerdictChip verdict={first.verdict} /> {name}
        {first.verdict !== 'ok' && (
          <span className="muted">
            {first.subject} {first.text}
          </span>
        )}
      </summary>
      <Findings findings={findings} label={name} />
    </details>
  );
}

/** What was found of each target, or why nothing was. */
async function answer(
  environmentId: string,
  delivery: Delivery,
  targets: readonly TargetForm[],
): Promise<Finding[][] | string> {
  const asked = targets.map((target) => {
    const { arn, roleArn } = target;
    const taskDefinition = target.kind === 'ecs' ? target.taskDefinition : '';
    return { kind: target.kind, arn, roleArn, taskDefinition };
  });
  try {
    const result = await actions.checkTargets({ environmentId, delivery, targets: asked });
    return result.ok ? result.value : `Rota could not look: ${result.error.message}`;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return 'Rota could not look: it did not answer.';
  }
}
