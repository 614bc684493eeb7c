import type { SyncView } from '@/lib/schedules/queries';

type Standing = Pick<SyncView, 'status' | 'error' | 'unknownSince' | 'byRota'>;

/** How a schedule stands in AWS, in one sentence after a change; a deleted one should be gone from there. */
export function syncSentence({ status, error, unknownSince, byRota }: Standing, deleted = false): string {
  switch (status) {
    case 'live':
      if (byRota && !deleted) return 'It runs by Rota alone: AWS has nothing of it.';
      if (unknownSince) return "AWS can't be asked now, so it is not known how it stands there.";
      return deleted ? 'Gone from AWS.' : 'Live in AWS.';
    case 'pending':
      return error ? `Pending in AWS: ${error}` : 'Pending in AWS; Rota goes on trying.';
    case 'drift':
      return `Not in AWS yet. ${error ?? 'Somebody changed it there.'}`;
    case 'failed':
      return `AWS refused it: ${error ?? 'without a reason'}`;
  }
}
