'use client';

import Link from 'next/link';
import { Chip } from '@/components/ui/chip';
import { Panel } from '@/components/ui/panel';
import type { ProgressView } from '@/lib/adopt/views';
import styles from './adopt.module.css';
import { STEP_LOOKS } from './step-looks';
import { TerraformBlock } from './terraform-block';
import { useProgress } from './use-progress';
import type { Outcome } from './use-take-over';

type OutcomesProps = {
  outcomes: readonly Outcome[];
  total: number;
  /** The names of the originals by their ARN. */
  names: ReadonlyMap<string, string>;
  /** Whether every one was asked for. */
  done: boolean;
};

/** How far each is, and what is left to do in Terraform. */
export function Outcomes({ outcomes, total, names, done }: OutcomesProps) {
  const taken = outcomes.flatMap((one) => (one.ok ? [one.id] : []));
  const progress = useProgress(taken);
  const byId = new Map(progress.map((one) => [one.id, one]));
  const adopted = progress.filter(({ step }) => step === 'adopted');
  return (
    <>
      <Panel title="Progress">
        <div className="how-far" aria-live="polite">
          <progress max={total} value={adopted.length} aria-label="Taken over" />
          <p>
            {adopted.length} of {total} taken over.
            {done
              ? ' Workers go on with the rest: you can leave this page.'
              : ' Stay on this page until all were asked for.'}
          </p>
        </div>
        <ul className={styles.outcomes}>
          {outcomes.map((one) => (
            <OutcomeRow
              key={one.arn}
              outcome={one}
              name={names.get(one.arn) ?? one.arn}
              progress={one.ok ? byId.get(one.id) : undefined}
            />
          ))}
        </ul>
      </Panel>
      {taken.length > 0 && (
        <Panel title="In Terraform">
          <p>
            A later <code>terraform apply</code> would enable the originals again. Put these blocks in place
            of the resources, with the names that your configuration gives them (Terraform 1.7 and later):
            Terraform then forgets them and leaves them as they are.
          </p>
          <TerraformBlock text={progress.map(({ terraform }) => terraform).join('\n')} />
        </Panel>
      )}
    </>
  );
}

type OutcomeRowProps = { outcome: Outcome; name: string; progress: ProgressView | undefined };

function OutcomeRow({ outcome, name, progress }: OutcomeRowProps) {
  if (!outcome.ok)
    return (
      <li>
        <strong>{name}</strong>
        <Chip tone="bad" icon="error">
          Not taken over
        </Chip>
        <span>{outcome.message}</span>
      </li>
    );
  const look = STEP_LOOKS[progress?.step ?? 'prepare'];
  return (
    <li>
      <Link href={`/schedules/${outcome.id}`}>{outcome.name}</Link>
      <Chip tone={progress?.error ? 'bad' : look.tone} icon={look.icon}>
        {look.label}
      </Chip>
      <span>{progress?.error ?? look.text}</span>
    </li>
  );
}
