'use client';

import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { FieldNotes } from '@/components/ui/field';
import { Icon } from '@/components/ui/icon';
import { KINDS, needsRole } from '@/lib/targets/registry';
import { FailureFields, InputFields, RoleField } from './common-fields';
import type { TargetFieldsProps } from './fields';
import { GateField } from './gate-field';
import { KindFields } from './kind-fields';
import { targetName } from './target-name';
import styles from './targets.module.css';

type TargetCardProps = TargetFieldsProps & {
  /** From 0. */
  index: number;
  count: number;
  /** Whether it is marked as new, among targets that are stored. */
  isNew: boolean;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
};

/** The form of one target of a schedule. */
export function TargetCard({ index, count, isNew, onMove, onRemove, ...props }: TargetCardProps) {
  const { target, at } = props;
  const { label, icon } = KINDS[target.kind];
  const name = `target ${index + 1}`;
  const whole = at('id');
  const ofKind = at('kind');
  return (
    <section className={styles.card} aria-labelledby={`${target.key}-title`}>
      <header className={styles.head}>
        <Icon name={icon} className={styles.kindIcon ?? ''} />
        <h3 id={`${target.key}-title`} tabIndex={-1}>
          <span className="muted">{index + 1}.</span> {label}
          {target.arn.trim() && <span className={styles.name}> {targetName(target)}</span>}
        </h3>
        {isNew && <Chip tone="info">New</Chip>}
        <div className={styles.acts}>
          {count > 1 && (
            <>
              <Act
                label={`Move ${name} up`}
                icon="arrow_upward"
                disabled={index === 0}
                run={() => onMove(-1)}
              />
              <Act
                label={`Move ${name} down`}
                icon="arrow_downward"
                disabled={index === count - 1}
                run={() => onMove(1)}
              />
            </>
          )}
          <Act label={`Remove ${name}`} icon="delete_outline" run={onRemove} />
        </div>
      </header>
      <FieldNotes id={whole.id} error={whole.error} />
      <FieldNotes id={ofKind.id} error={ofKind.error} />
      <div className={styles.columns}>
        <div className={styles.fields}>
          <KindFields {...props} kind={target.kind} />
          {needsRole(target.kind) && <RoleField {...props} />}
        </div>
        <div className={styles.fields}>
          <InputFields {...props} />
          <GateField {...props} />
        </div>
      </div>
      <FailureFields {...props} />
    </section>
  );
}

type ActProps = { label: string; icon: string; disabled?: boolean; run: () => void };

function Act({ label, icon, disabled, run }: ActProps) {
  return (
    <Button
      variant="text"
      small
      icon={icon}
      className="icon-only"
      disabled={disabled}
      title={label}
      onClick={run}
    >
      <span className="visually-hidden">{label}</span>
    </Button>
  );
}
