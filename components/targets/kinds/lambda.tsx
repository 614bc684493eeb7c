import { SelectField } from '@/components/ui/select-field';
import { INVOCATIONS } from '@/lib/targets/kinds/lambda';
import { aimHint } from '../aim-hint';
import { ArnField } from '../arn-field';
import { exampleArn, type TargetFieldsProps } from '../fields';

const RESULTS = { event: 'Hand it over', result: 'Wait for its result' } as const;

export function Fields({ target, onChange, place, allowed, delivery, at }: TargetFieldsProps<'lambda'>) {
  return (
    <>
      <ArnField
        {...at('arn')}
        label="Function ARN"
        value={target.arn}
        onChange={(arn) => onChange({ arn })}
        placeholder={exampleArn(place, 'lambda', 'function:send-statements')}
        hint={aimHint(
          allowed,
          'arn',
          target.arn,
          `A version or an alias may follow, as in …:live.${delivery === 'direct' ? ' The function is invoked asynchronously.' : ''}`,
        )}
        what="function"
        environmentId={place.id}
      />
      {delivery === 'through' && (
        <SelectField
          {...at('invocation')}
          label="Invocation"
          value={target.invocation}
          options={INVOCATIONS.map((value) => ({ value, label: RESULTS[value] }))}
          onChange={(text) => {
            const invocation = INVOCATIONS.find((value) => value === text);
            if (invocation) onChange({ invocation });
          }}
          hint="Only with its result does a run succeed or fail by what the function does; otherwise it ends as delivered."
        />
      )}
    </>
  );
}
