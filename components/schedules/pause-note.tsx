import { PausedUntil, type StateView } from './state-chip';

/** Under the state of a paused row: by whom and why, and the countdown where it ends by itself. */
export function PauseNote({ state, stateBy, stateReason, pauseUntil }: StateView) {
  if (state !== 'paused') return null;
  return (
    <span className="state-note">
      {stateBy && `by ${stateBy}`}
      {stateBy && stateReason && ': '}
      {stateReason}
      {pauseUntil && (
        <span className="state-note-until">
          <PausedUntil until={pauseUntil} />
        </span>
      )}
    </span>
  );
}
