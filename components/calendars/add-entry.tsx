'use client';

import { type FormEvent, useRef, useState } from 'react';
import * as actions from '@/app/(main)/calendars/actions';
import { answerOf } from '@/components/form/answer-of';
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
  const form = useRef<HTMLFormElement>(null);
  const [entered, setEntered] = useState(EMPTY);
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const enter = (field: keyof typeof EMPTY) => (value: string) => setEntered({ ...entered, [field]: value });

  const refuse = (found: Record<string, string>) => {
    setProblems(found);
    const first = ['first', 'last', 'label'].find((field) => found[field]);
    form.current?.querySelector<HTMLInputElement>(`[name=${first ?? 'first'}]`)?.focus();
  };

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const parsed = calendarEntry.safeParse({ ...entered, last: entered.last || entered.first });
    if (!parsed.success)
      return refuse(
        Object.fromEntries(
          parsed.error.issues.toReversed().map(({ path, message }) => [String(path[0]), message]),
        ),
      );
    setBusy(true);
    const result = await answerOf(actions.update({ id, version, name, add: [parsed.data] }));
    setBusy(false);
    if (!result.ok) return refuse({ first: result.error.message });
    setEntered(EMPTY);
    setProblems({});
    toast({ message: `${daysText(parsed.data)}, ${parsed.data.label}, is added.`, tone: 'good' });
    form.current?.querySelector('input')?.focus();
  };

  return (
    <form ref={form} className={styles.add} onSubmit={submit} noValidate aria-label="Add dates">
      <Alive>
        <TextField
          name="first"
          type="date"
          label="Day"
          value={entered.first}
          onChange={enter('first')}
          error={problems.first}
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
