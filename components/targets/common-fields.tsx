'use client';

import { ListField } from '@/components/form/list-field';
import { MoreFields } from '@/components/form/more-fields';
import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import { AGE_UNITS, type AgeUnit } from '@/lib/targets/form';
import { MASK } from '@/lib/targets/mask';
import { REFERENCE_EXAMPLE } from '@/lib/targets/references';
import { needsRole } from '@/lib/targets/registry';
import { aimHint } from './aim-hint';
import { AttemptFields } from './attempt-fields';
import { exampleArn, type TargetFieldsProps } from './fields';
import { InputEditor } from './input-editor';
import { likelySecrets } from './pretty-input';
import { afterRetries, retryText } from './retry-text';
import styles from './targets.module.css';

/** The IAM role that is assumed to call this target. */
export function RoleField({ target, onChange, place, allowed, delivery, at }: TargetFieldsProps) {
  return (
    <TextField
      {...at('roleArn')}
      label="Role ARN"
      value={target.roleArn}
      onChange={(roleArn) => onChange({ roleArn })}
      placeholder={exampleArn(place, 'iam', 'role/rota-scheduler')}
      hint={aimHint(
        allowed,
        'roleArn',
        target.roleArn,
        `${delivery === 'through' ? 'Rota’s worker' : 'EventBridge Scheduler'} assumes this role to call the target.`,
      )}
      required
      mono
    />
  );
}

/** What the target receives, and which of it nobody may read. */
export function InputFields({ target, onChange, delivery, at }: TargetFieldsProps) {
  return (
    <>
      <InputEditor target={target} onChange={onChange} delivery={delivery} at={at} />
      {target.input.trim() !== '' && (
        <ListField
          {...at('secretFields')}
          label="Secret fields"
          values={target.secretFields}
          onChange={(secretFields) => onChange({ secretFields })}
          suggestions={likelySecrets(target.input)}
          placeholder="/customer/token"
          hint={`JSON pointers into the input. Their values are stored encrypted and shown as ${MASK}; leave that to keep a value.${needsRole(target.kind) ? ` With delivery through Rota a value can stay in AWS Secrets Manager instead: ${REFERENCE_EXAMPLE}.` : ''}`}
          mono
        />
      )}
    </>
  );
}

const UNITS = Object.keys(AGE_UNITS).map((unit) => ({ value: unit, label: unit }));

const isUnit = (text: string): text is AgeUnit => Object.hasOwn(AGE_UNITS, text);

const QUEUE_HINT =
  'A standard SQS queue that receives what could not be delivered. Without one, it is lost without a trace.';

const DELIVERY = ['retryAttempts', 'maxAge', 'deadLetterArn', 'timeoutSeconds', 'safeToRepeat'];

/** What happens when a call fails: written out, and opened where something is wrong in it. */
export function FailureFields(props: TargetFieldsProps) {
  const { target, onChange, delivery, at } = props;
  const wrong = DELIVERY.some((field) => at(field).error);
  return (
    <MoreFields
      title="If a call fails"
      summary={
        <>
          {retryText(target)}
          {afterRetries(delivery, target.deadLetterArn.trim() && 'the dead-letter queue')}
        </>
      }
      wrong={wrong}
      className={styles.failure}
    >
      <div className={styles.fields}>
        <div className={styles.triple}>
          <TextField
            {...at('retryAttempts')}
            label="Retries"
            value={target.retryAttempts}
            inputMode="numeric"
            onChange={(retryAttempts) => onChange({ retryAttempts })}
            hint="0 to 185."
            required
          />
          <TextField
            {...at('maxAge')}
            label="Within"
            value={target.maxAge}
            inputMode="decimal"
            onChange={(maxAge) => onChange({ maxAge })}
            hint="1 minute to 24 hours."
            required
          />
          <SelectField
            id={`${at('maxAge').id}.unit`}
            name={`${at('maxAge').name}.unit`}
            label="Unit"
            value={target.maxAgeUnit}
            options={UNITS}
            onChange={(unit) => isUnit(unit) && onChange({ maxAgeUnit: unit })}
          />
        </div>
        {delivery === 'through' ? <AttemptFields {...props} /> : <DeadLetterField {...props} />}
      </div>
    </MoreFields>
  );
}

function DeadLetterField({ target, onChange, place, allowed, at }: TargetFieldsProps) {
  return (
    <TextField
      {...at('deadLetterArn')}
      label="Dead-letter queue ARN"
      value={target.deadLetterArn}
      onChange={(deadLetterArn) => onChange({ deadLetterArn })}
      placeholder={exampleArn(place, 'sqs', 'dead-letters')}
      hint={
        target.deadLetterArn.trim() === place.deadLetterQueueArn
          ? QUEUE_HINT
          : aimHint(allowed, 'deadLetterArn', target.deadLetterArn, QUEUE_HINT)
      }
      mono
    />
  );
}
