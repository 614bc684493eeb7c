import { Checkbox } from '@/components/ui/checkbox';
import { TextField } from '@/components/ui/text-field';
import { aimHint } from '../aim-hint';
import type { TargetFieldsProps } from '../fields';
import { HeaderRows } from '../header-rows';

export function Fields({ target, onChange, allowed, at }: TargetFieldsProps<'webhook'>) {
  const hours = at('callbackHours');
  return (
    <>
      <TextField
        {...at('arn')}
        label="Address"
        value={target.arn}
        onChange={(arn) => onChange({ arn })}
        placeholder="https://hooks.example.com/nightly"
        hint={aimHint(
          allowed,
          'arn',
          target.arn,
          'Rota posts the input there, signed after Standard Webhooks. Everybody can read the address: put keys into secret headers.',
        )}
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
        required
        mono
      />
      <HeaderRows headers={target.headers} onChange={(headers) => onChange({ headers })} at={at} />
      <Checkbox
        {...at('waitsForCallback')}
        label="Waits for a call-back"
        checked={target.waitsForCallback}
        onChange={(waitsForCallback) => onChange({ waitsForCallback })}
        hint="For long work: a receiver that answers 202 says later, at an address of its own for each run, how it ended."
      />
      {(target.waitsForCallback || hours.error) && (
        <TextField
          {...hours}
          label="Called back within (hours)"
          value={target.callbackHours}
          inputMode="numeric"
          onChange={(callbackHours) => onChange({ callbackHours })}
          hint="1 to 336. After that the run ends as unknown."
          required
        />
      )}
    </>
  );
}
