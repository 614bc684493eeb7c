/** How a task of a direct run ended. `unknown`: Rota may not see which of its containers count. */
export type TaskOutcome = 'succeeded' | 'failed' | 'unknown';

export type EndedTask = {
  taskArn: string;
  outcome: TaskOutcome;
  reason: string | null;
  sure: boolean;
  createdAt: Date;
  startedAt: Date | null;
  stoppedAt: Date;
};

export type DirectRun = { state: TaskOutcome; reason: string | null; startedAt: Date; endedAt: Date };

const UNSURE = 'ECS does not say for which slot it was started: this is the last one before.';

/**
 * What the tasks of one slot make of its run. It has succeeded where all of them did, and failed where one did.
 * @param count how many each slot starts
 * @returns null as long as too few have ended to know, and none has failed
 */
export function runOfTasks(tasks: readonly EndedTask[], count: number): DirectRun | null {
  const bad = tasks.filter(({ outcome }) => outcome !== 'succeeded');
  if (tasks.length === 0 || (tasks.length < count && bad.length === 0)) return null;
  const reasons = new Set(bad.map(({ reason }) => reason));
  if (tasks.length > count)
    reasons.add(
      `${tasks.length} tasks were started for it, where ${count === 1 ? '1 was' : `${count} were`} to be.`,
    );
  if (tasks.some(({ sure }) => !sure)) reasons.add(UNSURE);
  const times = (of: (task: EndedTask) => Date) => tasks.map((task) => of(task).getTime());
  return {
    state: bad.some(({ outcome }) => outcome === 'failed')
      ? 'failed'
      : bad.length > 0
        ? 'unknown'
        : 'succeeded',
    reason: reasons.size > 0 ? [...reasons].join(' ') : null,
    startedAt: new Date(Math.min(...times(({ startedAt, createdAt }) => startedAt ?? createdAt))),
    endedAt: new Date(Math.max(...times(({ stoppedAt }) => stoppedAt))),
  };
}
