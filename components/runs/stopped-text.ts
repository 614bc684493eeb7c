import type { Told } from '@/components/form/told';
import type { Stopped } from '@/lib/runs/commands/stop';
import { runsText } from './run-looks';

/** What becomes of work whose call-back nobody waits for any more. */
export const GOES_ON =
  'Its receiver is told nothing: what was sent may go on, and a call-back that comes later is refused.';

/** What came of stopping runs. */
export function stoppedText({ stopped, cancelled, ended, problems }: Stopped): Told {
  const said = [
    ...(stopped > 0 ? [`${runsText(stopped)}: ECS was told to stop the tasks.`] : []),
    ...(cancelled > 0 ? [`${runsText(cancelled)}: no other attempt is made.`] : []),
    ...(ended > 0 ? [`${runsText(ended)}: no call-back is waited for any more.`] : []),
    ...(problems.length > 0 ? [`Not everything was stopped. AWS said: ${problems.join(' ')}`] : []),
  ];
  return { message: said.join(' '), tone: problems.length > 0 ? 'bad' : 'good' };
}
