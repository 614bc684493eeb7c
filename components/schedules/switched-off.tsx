import { Time } from '@/components/ui/time';
import type { ScheduleDetail } from '@/lib/schedules/queries';

/** Whether excluded dates keep a schedule off in AWS now, or from when they will, and who sees to it. */
export function SwitchedOff({ schedule }: { schedule: ScheduleDetail }) {
  const { state, sync, timeZone, excluded } = schedule;
  if (state !== 'on' || !sync || excluded.length === 0) return null;
  const { offReason, offUntil, switchAt } = sync;
  return (
    <>
      {offReason && (
        <p>
          <strong>Off in AWS</strong>{' '}
          {offUntil ? (
            <>
              until <Time at={offUntil} zone={timeZone} /> for {offReason}.
            </>
          ) : (
            <>for good: {offReason} leave no run.</>
          )}
        </p>
      )}
      {!offReason && switchAt && (
        <p>
          Will be off in AWS from <Time at={switchAt} zone={timeZone} /> for excluded dates.
        </p>
      )}
      <p className="muted">
        EventBridge Scheduler knows no excluded dates: Rota's worker switches the schedule off and on for
        them. If no worker runs then, it would run.
      </p>
    </>
  );
}
