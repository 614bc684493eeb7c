'use client';

import Link from 'next/link';
import { RefreshEvery } from '@/components/bulk/refresh-every';
import { Chip } from '@/components/ui/chip';
import { Panel } from '@/components/ui/panel';
import type { ProgressView } from '@/lib/adopt/views';
import styles from './adopt.module.css';
import { OriginActs } from './origin-acts';
import { isAtRest, STEP_LOOKS } from './step-looks';

/** What is being taken over or given back, and originals that run although they were taken over. */
export function UnderWay({ rows }: { rows: readonly ProgressView[] }) {
  const alarms = rows.filter(({ alarmAt, step }) => alarmAt && step === 'adopted');
  const working = rows.filter((row) => !isAtRest(row));
  return (
    <>
      {working.length > 0 && <RefreshEvery milliseconds={2_000} />}
      {alarms.length > 0 && (
        <Panel title="Enabled again">
          <p className="banner tone-bad" role="alert">
            Somebody enabled {alarms.length === 1 ? 'an original' : `${alarms.length} originals`} again.
            Nothing is switched until a person decides.
          </p>
          <ul className={styles.outcomes}>
            {alarms.map((row) => (
              <li key={row.id}>
                <Link href={`/schedules/${row.id}`}>{row.name}</Link>
                <span className="muted">
                  {row.original}
                  {row.runsTwice && ", beside Rota's schedule"}
                </span>
                <OriginActs origin={row} />
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {working.length > 0 && (
        <Panel title="Under way">
          <ul className={styles.outcomes}>
            {working.map((row) => {
              const { label, tone, icon, text } = STEP_LOOKS[row.step];
              return (
                <li key={row.id}>
                  <Link href={`/schedules/${row.id}`}>{row.name}</Link>
                  <Chip tone={row.error ? 'bad' : tone} icon={icon}>
                    {label}
                  </Chip>
                  <span>{row.error ?? text}</span>
                  <OriginActs origin={row} />
                </li>
              );
            })}
          </ul>
        </Panel>
      )}
    </>
  );
}
