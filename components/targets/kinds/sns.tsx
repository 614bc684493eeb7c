import { TextField } from '@/components/ui/text-field';
import { exampleArn, type TargetFieldsProps } from '../fields';

export function Fields({ target, onChange, place, at }: TargetFieldsProps<'sns'>) {
  return (
    <TextField
      {...at('arn')}
      label="Topic ARN"
      value={target.arn}
      onChange={(arn) => onChange({ arn })}
      placeholder={exampleArn(place, 'sns', 'reports')}
      hint="A standard topic. Its subscribers receive the input as the message."
      required
      mono
    />
  );
}
