import { SelectField } from '@/components/ui/select-field';
import type { TargetFieldsProps } from './fields';

const LIMITS = 'Limits how fast and how many at once, together with all else that stands behind it.';

/** The gate that a target stands behind, of those of its environment. */
export function GateField({ target, onChange, place, delivery, at }: TargetFieldsProps) {
  const gates = place.gates.map(({ id, name }) => ({ value: id, label: name }));
  const known = target.gateId === '' || place.gates.some(({ id }) => id === target.gateId);
  return (
    <SelectField
      {...at('gateId')}
      label="Gate"
      value={target.gateId}
      onChange={(gateId) => onChange({ gateId })}
      options={[
        { value: '', label: 'None' },
        ...gates,
        ...(known ? [] : [{ value: target.gateId, label: 'A gate of another environment' }]),
      ]}
      hint={gates.length === 0 ? 'This environment has no gates.' : hint(delivery)}
    />
  );
}

const hint = (delivery: TargetFieldsProps['delivery']) =>
  delivery === 'through' ? LIMITS : `${LIMITS} It needs delivery through Rota.`;
