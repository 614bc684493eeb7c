'use client';

import { useEffect, useRef } from 'react';
import { isKept } from '@/components/targets/aim-hint';
import type { Allowed } from '@/components/targets/fields';
import { TargetCard } from '@/components/targets/target-card';
import { FieldNotes } from '@/components/ui/field';
import { Icon } from '@/components/ui/icon';
import type { ScheduleForm } from '@/lib/schedules/form';
import { directProblems } from '@/lib/targets/delivery';
import { emptyTarget, type TargetForm } from '@/lib/targets/form';
import { KIND_NAMES, KINDS, type Kind } from '@/lib/targets/registry';
import styles from './form.module.css';
import { nextKey } from './next-key';
import type { SectionProps } from './section';
import { Section } from './section';

type TargetsSectionProps = SectionProps & {
  allowed: Omit<Allowed, 'kept'>;
  /** As it is stored; undefined of a new one. */
  stored: ScheduleForm | undefined;
};

/** The things that a schedule runs: added by kind, moved, removed. */
export function TargetsSection({ form, onChange, at, place, allowed, stored }: TargetsSectionProps) {
  const { targets } = form;
  const list = useRef<HTMLDivElement>(null);
  const wanted = useRef<number | null>(null);

  // the focus follows what was added or moved, and does not fall out of the page with what was removed
  useEffect(() => {
    const index = wanted.current;
    if (index === null) return;
    wanted.current = null;
    const titles = list.current?.querySelectorAll<HTMLElement>('section h3');
    const title = titles?.[Math.min(index, titles.length - 1)];
    (title ?? list.current?.querySelector<HTMLElement>('button'))?.focus();
  });

  const change = (next: TargetForm[], focus: number, more: Partial<ScheduleForm> = {}) => {
    wanted.current = focus;
    onChange({ targets: next, ...more });
  };
  const add = (kind: Kind) =>
    change(
      [...targets, emptyTarget(kind, nextKey(targets), targets.at(-1), place.deadLetterQueueArn)],
      targets.length,
      directProblems({ kind }).length > 0 ? { delivery: 'through' } : {},
    );

  function move(index: number, by: -1 | 1) {
    const next = [...targets];
    next.splice(index + by, 0, ...next.splice(index, 1));
    change(next, index + by);
  }

  const stays = stored?.teamId === form.teamId;
  const storedOf = ({ id }: TargetForm) => stored?.targets.find((one) => one.id === id);
  const problem = at('targets');
  return (
    <Section
      title="What runs"
      description="Each target is called at every run, on its own: one that fails does not stop the others."
    >
      <div className={styles.targets} ref={list}>
        {targets.map((target, index) => (
          <TargetCard
            key={target.key}
            target={target}
            index={index}
            count={targets.length}
            isNew={target.id === undefined && targets.some(({ id }) => id !== undefined)}
            place={place}
            delivery={form.delivery}
            allowed={{ ...allowed, kept: stays && isKept(target, storedOf(target)) }}
            at={(field) => at(`targets.${index}.${field}`)}
            onChange={(fields) =>
              onChange({
                targets: targets.map((other, position) =>
                  position === index ? ({ ...other, ...fields } as TargetForm) : other,
                ),
              })
            }
            onMove={(by) => move(index, by)}
            onRemove={() =>
              change(
                targets.filter((_, position) => position !== index),
                index,
              )
            }
          />
        ))}
        <fieldset
          className={`${styles.kinds} ${problem.error ? 'has-error' : ''}`}
          {...(problem.error && { 'aria-describedby': `${problem.id}-error` })}
        >
          <legend>{targets.length === 0 ? 'Choose what to run' : 'Add another target'}</legend>
          {KIND_NAMES.map((kind, index) => (
            <button
              type="button"
              key={kind}
              className={styles.kind}
              {...(index === 0 && { id: problem.id })}
              onClick={() => add(kind)}
            >
              <Icon name={KINDS[kind].icon} />
              <span className="visually-hidden">Add </span>
              {KINDS[kind].label}
            </button>
          ))}
          <FieldNotes id={problem.id} error={problem.error} />
        </fieldset>
      </div>
    </Section>
  );
}
