import { DEFAULT_TIMEOUT_SECONDS } from '@/lib/targets/fields';
import { KINDS } from '@/lib/targets/registry';

type Fields = Readonly<Record<string, unknown>>;

/** A snapshot with what snapshots did not tell before there was a choice: as it was then. */
export const ofToday = (snapshot: Fields): Fields => ({
  delivery: 'direct',
  ...snapshot,
  ...(Array.isArray(snapshot.targets) && { targets: snapshot.targets.map(targetOfToday) }),
});

const targetOfToday = (target: Fields): Fields => ({
  ...(target.kind === 'lambda' && { invocation: 'event' }),
  timeoutSeconds: DEFAULT_TIMEOUT_SECONDS,
  safeToRepeat: Object.values(KINDS).find(({ kind }) => kind === target.kind)?.safeToRepeat ?? false,
  ...target,
});
