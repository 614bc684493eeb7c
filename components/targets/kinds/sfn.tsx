import { TextField } from '@/components/ui/text-field';
import { aimHint } from '../aim-hint';
import { exampleArn, type TargetFieldsProps } from '../fields';

export function Fields({ target, onChange, place, allowed, at }: TargetFieldsProps<'sfn'>) {
  return (
    <TextField
      {...at('arn')}
      label="State machine ARN"
      value={target.arn}
      onChange={(arn) => onChange({ arn })}
      placeholder={exampleArn(place, 'states', 'stateMachine:close-month')}
      hint={aimHint(
        allowed,
        'arn',
        target.arn,
        'Each run starts an execution with the input. A version or an alias may follow, as in …:live.',
      )}
      required
      mono
    />
  );
}
