import { aimHint } from '../aim-hint';
import { ArnField } from '../arn-field';
import { exampleArn, type TargetFieldsProps } from '../fields';

export function Fields({ target, onChange, place, allowed, at }: TargetFieldsProps<'lambda'>) {
  return (
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
        'A version or an alias may follow, as in …:live. The function is invoked asynchronously.',
      )}
      what="function"
      environmentId={place.id}
    />
  );
}
