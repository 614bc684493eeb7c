import { type ReactNode, useId } from 'react';
import type { FormPlace } from '@/components/targets/fields';
import type { ScheduleForm } from '@/lib/schedules/form';
import styles from './form.module.css';

/** What every part of the form is given. */
export type SectionProps = {
  form: ScheduleForm;
  /** Puts some fields in place of what they were. */
  onChange: (fields: Partial<ScheduleForm>) => void;
  /** The id, name and problem of a field by its path, as in `targets.0.arn`. */
  at: (path: string) => { id: string; name: string; error: string | undefined };
  place: FormPlace;
};

/** One titled part of the form. */
export function Section({
  title,
  description,
  children,
}: {
  title: string;
  description?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <header className={styles.sectionHead}>
        <h2 id={id}>{title}</h2>
        {description && <p className="muted small-text">{description}</p>}
      </header>
      {children}
    </section>
  );
}
