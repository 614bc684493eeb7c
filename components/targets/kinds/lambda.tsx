import { TextField } from '@/components/ui/text-field';
import { exampleArn, type TargetFieldsProps } from '../fields';

export function Fields({ target, onChange, place, at }: TargetFieldsProps<'lambda'>) {
  return (
    <TextField
      {...at('arn')}
      label="Function ARN"
      value={target.arn}
      onChange={(arn) => onChange({ arn })}
      placeholder={exampleArn(place, 'lambda', 'function:send-statements')}
      hint="A version or an alias may follow, as in …:live. The function is invoked asynchronously."
      required
      mono
    />
  );
}
