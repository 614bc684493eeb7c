import { sentence } from './sentence';

/** A container of a task that has stopped. */
export type Ended = {
  name: string;
  /** Null where it never began. */
  exitCode: number | null;
  reason: string | null;
  essential: boolean;
};

/** A task that has stopped, as ECS describes it. */
export type Stopped = { stopCode: string | null; stoppedReason: string | null; containers: readonly Ended[] };

/** Null where it succeeded. `ran` says that its work had begun. */
export type Problem = { reason: string; ran: boolean } | null;

/**
 * What went wrong with a task: nothing, where its essential containers exited with 0 by themselves. When an essential
 * container ends, ECS stops the others with a signal, so that their exit codes say nothing (Task definition parameters,
 * essential; Stopped task error messages, Amazon ECS developer guide).
 */
export function problemOf({ stopCode, stoppedReason, containers }: Stopped): Problem {
  const ran = containers.some(({ exitCode }) => exitCode !== null);
  const why = stoppedReason ?? stopCode ?? 'ECS gave no reason';
  if (!ran) return { reason: sentence(`The task did not start: ${why}`), ran };
  if (stopCode !== null && stopCode !== 'EssentialContainerExited')
    return { reason: sentence(`The task was stopped: ${why}`), ran };
  const bad = containers.filter(({ essential, exitCode }) => essential && exitCode !== 0);
  if (bad.length === 0) return null;
  return { reason: bad.map(sentenceOf).join(' '), ran };
}

function sentenceOf({ name, exitCode, reason }: Ended): string {
  const why = reason ? ` (${reason})` : '';
  return exitCode === null
    ? `Container ${name} did not start${why}.`
    : `Container ${name} ended with exit code ${exitCode}${why}.`;
}
