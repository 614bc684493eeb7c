import { Icon } from '@/components/ui/icon';
import type { Problems, ScheduleForm } from '@/lib/schedules/form';
import { fieldLabel } from './field-label';
import { focusField } from './focus-field';
import styles from './form.module.css';

/** All that is wrong, each with a link to its field. */
export function ProblemSummary({ problems, form }: { problems: Problems; form: ScheduleForm }) {
  const all = Object.entries(problems);
  if (all.length === 0) return null;
  return (
    <section className={`banner tone-bad ${styles.summary}`} aria-labelledby="problems-title">
      <Icon name="error_outline" />
      <div>
        <h2 id="problems-title">
          {all.length === 1 ? 'One field needs your attention' : `${all.length} fields need your attention`}
        </h2>
        <ul>
          {all.map(([path, message]) => {
            const label = fieldLabel(path, form);
            return (
              <li key={path}>
                {label ? (
                  <>
                    <a
                      href={`#${path}`}
                      onClick={(event) => {
                        event.preventDefault();
                        focusField(path);
                      }}
                    >
                      {label}
                    </a>
                    : {message}
                  </>
                ) : (
                  message
                )}
              </li>
            );
          })}
        </ul>
      </div>
    </section>
  );
}
