import { TextField } from '@/components/ui/text-field';

/** Said where none was given. */
export const REASON_MISSING = "The reason can't be empty.";

const HINTS = {
  activity: 'It is kept in the activity.',
  history: 'It is kept in the history for everybody to read.',
} as const;

/** Where a reason stands afterwards. */
export type Kept = keyof typeof HINTS;

type ReasonFieldProps = {
  value: string;
  onChange: (reason: string) => void;
  error: string | undefined;
  kept?: Kept | undefined;
  /** Where else it is to be read. */
  hint?: string;
  /** Whether it may be left out why. */
  optional?: boolean;
  /** Whether it has the focus first. */
  first?: boolean;
  maxLength?: number;
};

/** Asks why something is done. */
export const ReasonField = ({
  kept = 'activity',
  hint,
  optional = false,
  first,
  ...rest
}: ReasonFieldProps) => (
  <TextField
    {...rest}
    name="reason"
    label={optional ? 'Reason (optional)' : 'Reason'}
    hint={hint ?? HINTS[kept]}
    required={!optional}
    autoComplete="off"
    {...(first && { 'data-autofocus': '' })}
  />
);
