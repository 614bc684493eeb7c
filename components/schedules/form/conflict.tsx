import { Button } from '@/components/ui/button';
import { Difference } from '@/components/ui/difference';
import { Icon } from '@/components/ui/icon';
import { Time } from '@/components/ui/time';
import type { OtherChange } from '@/lib/schedules/conflict';
import { readable } from '@/lib/schedules/review';
import styles from './form.module.css';

type ConflictProps = {
  change: OtherChange;
  names: Readonly<Record<string, string>>;
  /** Whether their version has arrived. */
  ready: boolean;
  onTakeTheirs: () => void;
  onSaveMine: () => void;
};

/** Tells that somebody else came first, what they changed, and offers both ways on. */
export function Conflict({ change, names, ready, onTakeTheirs, onSaveMine }: ConflictProps) {
  return (
    <section className={styles.conflict} aria-labelledby="conflict-title">
      <header>
        <Icon name="people_outline" />
        <div>
          <h2 id="conflict-title" tabIndex={-1}>
            {change.by} changed this schedule while you were editing it
          </h2>
          <p className="muted">
            <Time at={change.at} />. Nothing of yours was saved, and nothing of it is lost.
          </p>
        </div>
      </header>
      <h3>What they changed</h3>
      {change.differences.length > 0 ? (
        <Difference differences={readable(change.differences, names)} names={names} />
      ) : (
        <p>They saved it without changing a field.</p>
      )}
      <div className={styles.choices}>
        <Button busy={!ready} onClick={onTakeTheirs}>
          Take theirs
        </Button>
        <Button variant="primary" busy={!ready} onClick={onSaveMine}>
          Save mine over it
        </Button>
        <p className="muted small-text">
          “Take theirs” gives up your entries. “Save mine over it” shows what that would change of theirs, and
          saves only then.
        </p>
      </div>
    </section>
  );
}

/** Whether what came with an error of the server is somebody else's change. */
export function isOtherChange(value: unknown): value is OtherChange {
  return typeof value === 'object' && value !== null && 'generation' in value && 'differences' in value;
}
