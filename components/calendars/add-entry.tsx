'use client';

import { useState } from 'react';
import * as actions from '@/app/(main)/calendars/actions';
import { useForm } from '@/components/form/use-form';
import { Alive } from '@/components/ui/alive';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/text-field';
import { useToast } from '@/components/ui/toast';
import { calendarEntry } from '@/lib/calendars/schema';
import styles from './calendars.module.css';
import { daysText } from './day-text';
import type { CalendarRef } from './rename-calendar';

const EMPTY = { first: '', last: '', label: '' };

/** Adds a date, or several in a row, to a calendar. */
export function AddEntry({ calendar: { id, name, version } }: { calendar: CalendarRef }) {
  const toast = useToast();
  const [entered, setEntered] = useState(EMPTY);
  const enter = (field: keyof typeof EMPTY) => (value: string) => setEntered({ ...entered, [field]: value });
  const parsed = calendarEntry.safeParse({ ...entered, last: entered.last || entered.first });
  const { busy, problems, failure, form } = useForm({
    fields: Object.keys(EMPTY),
    within: 'add.0',
    check: () =>
      Object.fromEntries(
        (parsed.error?.issues ?? []).toReversed().map(({ path, message }) => [String(path[0]), message]),
      ),
    send: () => actions.update({ id, version, name, add: [parsed.data] }),
    done: () => {
      if (parsed.data)
        toast({ message: `${daysText(parsed.data)}, ${parsed.data.label}, is added.`, tone: 'good' });
      setEntered(EMPTY);
      form.ref.current?.querySelector('input')?.focus();
    },
  });
  return (
    <form {...form} className={styles.add} aria-label="Add dates">
      <Alive>
        <TextField
          name="first"
          type="date"
          label="Day"
          value={entered.first}
          onChange={enter('first')}
          error={problems.first ?? failure}
          required
        />
        <TextField
          name="last"
          type="date"
          label="To, if several"
          value={entered.last}
          onChange={enter('last')}
          error={problems.last}
        />
        <TextField
          name="label"
          label="What it is"
          value={entered.label}
          onChange={enter('label')}
          error={problems.label}
          required
          autoComplete="off"
        />
        <Button type="submit" icon="add" busy={busy}>
          Add
        </Button>
      </Alive>
    </form>
  );
}
