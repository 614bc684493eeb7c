'use client';

import { useRef } from 'react';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/text-field';
import { CONTEXT_ATTRIBUTES } from '@/lib/targets/fields';
import type { TargetFieldsProps } from './fields';
import { prettyInput } from './pretty-input';
import styles from './targets.module.css';

const LABELS: Record<(typeof CONTEXT_ATTRIBUTES)[number], string> = {
  '<aws.scheduler.schedule-arn>': 'Schedule ARN',
  '<aws.scheduler.scheduled-time>': 'Scheduled time',
  '<aws.scheduler.execution-id>': 'Execution id',
  '<aws.scheduler.attempt-number>': 'Attempt number',
};

type InputEditorProps = Pick<TargetFieldsProps, 'target' | 'onChange' | 'delivery' | 'at'>;

/** The JSON that a target receives, with what can be put into it at each run. */
export function InputEditor({ target, onChange, delivery, at }: InputEditorProps) {
  const field = useRef<HTMLDivElement>(null);
  const byRota = delivery === 'through' || target.kind === 'webhook';
  const pretty = prettyInput(target.input);

  /** Typed into the box as if by hand, so that undo works. */
  function insert(attribute: string) {
    const box = field.current?.querySelector('textarea');
    if (!box) return;
    box.focus();
    box.setRangeText(attribute, box.selectionStart, box.selectionEnd, 'end');
    onChange({ input: box.value });
  }

  return (
    <div className={styles.input} ref={field}>
      <TextField
        {...at('input')}
        label="Input (JSON)"
        value={target.input}
        onChange={(input) => onChange({ input })}
        placeholder={'{\n  "month": "<aws.scheduler.scheduled-time>"\n}'}
        hint={
          target.kind === 'ecs'
            ? 'Overrides of the task, as in {"containerOverrides": [{"name": "app", "environment": [{"name": "DAY", "value": "1"}]}]}. Empty: none. Another command needs the right “Override commands”.'
            : 'What the target receives; name the fields below that nobody is to read. Empty: the default event of EventBridge Scheduler.'
        }
        multiline
        rows={6}
        mono
      />
      <fieldset className={styles.insert}>
        <legend>Insert, replaced by {byRota ? 'Rota' : 'AWS'} at each run:</legend>
        {CONTEXT_ATTRIBUTES.map((attribute) => (
          <Button
            key={attribute}
            variant="secondary"
            small
            title={attribute}
            onClick={() => insert(attribute)}
          >
            {LABELS[attribute]}
          </Button>
        ))}
        <Button
          variant="text"
          small
          icon="data_object"
          disabled={pretty === null || pretty === target.input}
          onClick={() => pretty !== null && onChange({ input: pretty })}
        >
          Tidy up
        </Button>
      </fieldset>
    </div>
  );
}
