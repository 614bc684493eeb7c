import { aimHint } from '../aim-hint';
import { ArnField } from '../arn-field';
import { exampleArn, type TargetFieldsProps } from '../fields';

export function Fields({ target, onChange, place, allowed, at }: TargetFieldsProps<'sns'>) {
  return (
    <ArnField
      {...at('arn')}
      label="Topic ARN"
      value={target.arn}
      onChange={(arn) => onChange({ arn })}
      placeholder={exampleArn(place, 'sns', 'reports')}
      hint={aimHint(
        allowed,
        'arn',
        target.arn,
        'A standard topic. Its subscribers receive the input as the message.',
      )}
      what="topic"
      environmentId={place.id}
    />
  );
}
