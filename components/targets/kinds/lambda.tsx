import { ArnField } from '../arn-field';
import { exampleArn, type TargetFieldsProps } from '../fields';

export function Fields({ target, onChange, place, at }: TargetFieldsProps<'lambda'>) {
  return (
    <ArnField
      {...at('arn')}
      label="Function ARN"
      value={target.arn}
      onChange={(arn) => onChange({ arn })}
      placeholder={exampleArn(place, 'lambda', 'function:send-statements')}
      hint="A version or an alias may follow, as in …:live. The function is invoked asynchronously."
      what="function"
      environmentId={place.id}
    />
  );
}
