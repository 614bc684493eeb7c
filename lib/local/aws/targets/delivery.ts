import type { Target } from '../scheduler/schedule';

/** One attempt to reach a target. */
export interface Delivery {
  target: Target;
  /** The Input after substitution, or the default event. */
  payload: string;
  /** For an ECS task. */
  startedBy: string;
  executionId: string;
}

/** A failure that no retry will mend. */
export class PermanentFailure extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/**
 * Whether AWS would give up at once: the service found fault with the request and is not throttling.
 * Lost connections and faults of the service are worth another try.
 */
export function isPermanent(error: unknown): boolean {
  if (error instanceof PermanentFailure) return true;
  if (!(error instanceof Error) || !('$fault' in error) || error.$fault !== 'client') return false;
  return !/Throttl|TooManyRequests|RequestLimit/.test(error.name);
}
