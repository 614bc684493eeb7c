import { DELIVERY_NAMES } from '@/components/schedules/delivery-text';
import { Panel } from '@/components/ui/panel';
import { SelectField } from '@/components/ui/select-field';
import { TextField } from '@/components/ui/text-field';
import { DELIVERIES, type Delivery } from '@/lib/targets/delivery';

type Entries = {
  accountId: string;
  dispatchRoleArn: string;
  defaultDelivery: Delivery;
  keepAnswers: boolean | null;
};

type DeliveryFieldsProps = {
  entries: Entries;
  onChange: (fields: Partial<Entries>) => void;
  problems: Readonly<Record<string, string>>;
};

const KEEP = [
  { value: '', label: 'Only where it is not production' },
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
];

/** How schedules of an environment are delivered, and what is kept of it. */
export function DeliveryFields({ entries, onChange, problems }: DeliveryFieldsProps) {
  const { accountId, dispatchRoleArn, defaultDelivery, keepAnswers } = entries;
  return (
    <Panel title="Delivery">
      <div className="stack">
        <TextField
          name="dispatchRoleArn"
          label="Role that posts into the dispatch queue, ARN (optional)"
          value={dispatchRoleArn}
          onChange={(text) => onChange({ dispatchRoleArn: text })}
          error={problems.dispatchRoleArn}
          placeholder={`arn:aws:iam::${accountId.trim() || '123456789012'}:role/rota-dispatch`}
          hint="EventBridge Scheduler assumes it for schedules that Rota delivers. With it and the dispatch queue, delivery through Rota can be chosen. The Terraform makes it."
          autoComplete="off"
          mono
        />
        <SelectField
          name="defaultDelivery"
          label="New schedules are delivered"
          value={defaultDelivery}
          options={DELIVERIES.map((value) => ({ value, label: DELIVERY_NAMES[value] }))}
          onChange={(text) => {
            const chosen = DELIVERIES.find((value) => value === text);
            if (chosen) onChange({ defaultDelivery: chosen });
          }}
          error={problems.defaultDelivery}
          hint="Whoever makes a schedule can choose otherwise."
        />
        <SelectField
          name="keepAnswers"
          label="Keep what targets answer with their runs"
          value={keepAnswers === null ? '' : keepAnswers ? 'yes' : 'no'}
          options={KEEP}
          onChange={(text) => onChange({ keepAnswers: text === '' ? null : text === 'yes' })}
          error={problems.keepAnswers}
          hint="An excerpt, which may hold what nobody should read. Values of secret fields are masked."
        />
      </div>
    </Panel>
  );
}
