import { TextField } from '@/components/ui/text-field';
import { aimHint } from '../aim-hint';
import { ArnField } from '../arn-field';
import { exampleArn, type TargetFieldsProps } from '../fields';

export function Fields({ target, onChange, place, allowed, at }: TargetFieldsProps<'sqs'>) {
  const group = at('messageGroupId');
  const fifo = target.arn.trim().endsWith('.fifo');
  return (
    <>
      <ArnField
        {...at('arn')}
        label="Queue ARN"
        value={target.arn}
        onChange={(arn) => onChange({ arn })}
        placeholder={exampleArn(place, 'sqs', 'statements')}
        hint={aimHint(allowed, 'arn', target.arn, 'The queue receives the input as the message.')}
        what="queue"
        environmentId={place.id}
      />
      {(fifo || target.messageGroupId !== '' || group.error) && (
        <TextField
          {...group}
          label="Message group"
          value={target.messageGroupId}
          onChange={(messageGroupId) => onChange({ messageGroupId })}
          hint="Messages of one group are kept in order. The queue needs content-based deduplication."
          required={fifo}
        />
      )}
    </>
  );
}
