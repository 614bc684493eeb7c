import { MoreFields } from '@/components/form/more-fields';
import { BY_ROTA_ALONE, DELIVERY_NAMES, DELIVERY_TEXTS } from '@/components/schedules/delivery-text';
import { FieldNotes } from '@/components/ui/field';
import { dispatchProblem } from '@/lib/schedules/delivery';
import { entersAfter } from '@/lib/schedules/form-timing';
import { DELIVERIES } from '@/lib/targets/delivery';
import styles from './delivery.module.css';
import { PoliciesFields, policiesText } from './policies-fields';
import { Section, type SectionProps } from './section';
import type { FormEnvironment } from './types';

type DeliveryProps = SectionProps & { environment: FormEnvironment };

const POLICIES = ['overlap', 'afterPause', 'ifLate', 'graceSeconds', 'pauseAfterFailures'];

/** Who calls the targets; of delivery through Rota also what it does with runs that overlap, come late or fail. */
export function DeliverySection({ environment, ...props }: DeliveryProps) {
  const { form, onChange, at } = props;
  const wrong = POLICIES.some((field) => at(field).error);
  const { id, error } = at('delivery');
  const after = entersAfter(form.timing);
  const missing = after ? null : dispatchProblem(environment);
  const notes = [error && `${id}-error`, missing && `${id}-hint`].filter(Boolean).join(' ');
  return (
    <Section title="Delivery">
      <fieldset
        className={`${styles.group} ${error ? 'has-error' : ''}`}
        {...(notes && { 'aria-describedby': notes })}
      >
        <legend className="visually-hidden">Who calls the targets</legend>
        {DELIVERIES.map((delivery, index) => (
          <label key={delivery} className={styles.choice}>
            <input
              type="radio"
              name="delivery"
              value={delivery}
              {...(index === 0 && { id })}
              checked={form.delivery === delivery}
              disabled={delivery === 'through' && missing !== null && form.delivery !== 'through'}
              onChange={() => onChange({ delivery })}
              aria-labelledby={`${id}-${delivery}`}
              aria-describedby={`${id}-${delivery}-text`}
            />
            <span>
              <strong id={`${id}-${delivery}`}>{DELIVERY_NAMES[delivery]}</strong>
              <span id={`${id}-${delivery}-text`} className="muted small-text">
                {after && delivery === 'through' ? BY_ROTA_ALONE : DELIVERY_TEXTS[delivery]}
              </span>
            </span>
          </label>
        ))}
        <FieldNotes id={id} hint={missing} error={error} />
      </fieldset>
      {form.delivery === 'through' && (
        <MoreFields title="More" summary={policiesText(form)} wrong={wrong}>
          <PoliciesFields {...props} />
        </MoreFields>
      )}
    </Section>
  );
}
