import { TextField } from '@/components/ui/text-field';
import { aimHint } from '../aim-hint';
import type { TargetFieldsProps } from '../fields';

export function Fields({ target, onChange, allowed, at }: TargetFieldsProps<'other'>) {
  return (
    <>
      <TextField
        {...at('arn')}
        label="Target ARN"
        value={target.arn}
        onChange={(arn) => onChange({ arn })}
        placeholder="arn:aws:scheduler:::aws-sdk:glue:startJobRun"
        hint={aimHint(
          allowed,
          'arn',
          target.arn,
          'A resource that EventBridge Scheduler calls by its ARN, or any API action that does something: its parameters are then the input.',
        )}
        required
        mono
      />
      <TextField
        {...at('parameters')}
        label="Parameters (JSON)"
        value={target.parameters}
        onChange={(parameters) => onChange({ parameters })}
        placeholder={'{\n  "KinesisParameters": { "PartitionKey": "orders" }\n}'}
        hint="What this service's targets take besides the input, with the names of the AWS API. Empty: none."
        multiline
        rows={5}
        mono
      />
    </>
  );
}
