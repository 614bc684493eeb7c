'use client';

import { useEffect, useState } from 'react';
import * as actions from '@/app/(main)/gates/actions';
import { answerOf } from '@/components/form/answer-of';
import type { FormPlace } from '@/components/targets/fields';
import { Icon } from '@/components/ui/icon';
import type { ScheduleTiming } from '@/lib/schedules/timing';
import type { TargetForm } from '@/lib/targets/form';
import styles from './form.module.css';
import { meetsText } from './meets-text';
import { Section } from './section';

type GateMeetsProps = {
  gates: FormPlace['gates'];
  targets: readonly TargetForm[];
  timing: ScheduleTiming;
  calendarIds: readonly string[];
  /** The schedule that is changed; null of a new one. */
  scheduleId: string | null;
};

/** Where the runs of the first day in which there are any meet others at the gates that a save would put them behind. */
export function GateMeets({ gates, targets, ...rest }: GateMeetsProps) {
  const used = gates.flatMap(({ id, name }) => {
    const count = targets.filter(({ gateId }) => gateId === id).length;
    return count > 0 ? [{ id, name, count }] : [];
  });
  if (used.length === 0) return null;
  return (
    <Section title="At its gates">
      <ul className={styles.facts} aria-live="polite">
        {used.map((gate) => (
          <li key={gate.id}>
            <Icon name="traffic" />
            <GateMeet gate={gate} {...rest} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

type GateMeetProps = Pick<GateMeetsProps, 'timing' | 'calendarIds' | 'scheduleId'> & {
  gate: { id: string; name: string; count: number };
};

function GateMeet({ gate, timing, calendarIds, scheduleId }: GateMeetProps) {
  const { id, name, count } = gate;
  const { excluded: _, ...own } = timing;
  const { timeZone } = timing;
  const [text, setText] = useState(`Looking at ${name} …`);
  // as text, which is the same at every drawing
  const asked = JSON.stringify({ gateId: id, scheduleId, calendarIds, own: { ...own, targets: count } });
  useEffect(() => {
    let over = false;
    void answerOf(actions.meets(JSON.parse(asked))).then((result) => {
      if (over) return;
      if (!result.ok) setText(`Rota could not look at ${name}: ${result.error.message}`);
      else if (result.value) setText(meetsText(result.value, name, timeZone));
      else setText(`No run of it is due at ${name} within 32 days.`);
    });
    return () => {
      over = true;
    };
  }, [asked, name, timeZone]);
  return <span>{text}</span>;
}
