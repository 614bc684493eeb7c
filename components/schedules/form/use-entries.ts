'use client';

import { useCallback, useMemo, useState } from 'react';
import type { FollowableCalendar } from '@/lib/calendars/queries';
import type { FieldError } from '@/lib/errors';
import type { DispatchPlace } from '@/lib/schedules/delivery';
import { type Problems, problemsOf, type ScheduleForm, validate } from '@/lib/schedules/form';
import { isChanged } from '@/lib/schedules/review';
import type { ScheduleTiming } from '@/lib/schedules/timing';
import { excludedBy, neverRuns, type PreviewContext } from '@/lib/schedules/timing-preview';
import type { Place } from '@/lib/targets/arn';

/**
 * What a person has entered, and what is wrong with it: nothing until they ask for the review, then at every change.
 * A message of the server stays until something is changed.
 * @param before the stored timing of a schedule that is edited
 */
export function useEntries(
  initial: ScheduleForm,
  place: Place & DispatchPlace,
  before: ScheduleTiming | undefined,
  calendars: readonly FollowableCalendar[],
) {
  // only what was touched: the first entry may come before the viewer's zone is known, and must not undo it
  const [edited, setEdited] = useState<Partial<ScheduleForm> | null>(null);
  const [checked, setChecked] = useState(false);
  const [told, setTold] = useState<Problems>({});
  const form = useMemo(() => ({ ...initial, ...edited }), [initial, edited]);

  const { calendarIds } = form;
  const context = useMemo(
    () => ({ before, excluded: excludedBy(calendars, calendarIds) }),
    [before, calendars, calendarIds],
  );

  const problems = useMemo(
    () => ({ ...told, ...(checked && problemsNow(form, place, context)) }),
    [told, checked, form, place, context],
  );

  const change = useCallback((fields: Partial<ScheduleForm>) => {
    setEdited((present) => ({ ...present, ...fields }));
    setTold({});
  }, []);

  /** @returns the field of the first problem, or null where there is none */
  const check = (): string | null => {
    setChecked(true);
    return Object.keys(problemsNow(form, place, context))[0] ?? null;
  };

  /** @returns the field of the first of the server's messages */
  const tell = (fields: FieldError[]): string | null => {
    const problems = problemsOf(form, fields);
    setTold(problems);
    return Object.keys(problems)[0] ?? null;
  };

  const replace = (next: ScheduleForm | null) => {
    setEdited(next);
    setTold({});
    setChecked(false);
  };

  return {
    form,
    context,
    problems,
    change,
    check,
    tell,
    replace,
    changed: edited !== null && isChanged(initial, form),
  };
}

function problemsNow(form: ScheduleForm, place: Place & DispatchPlace, context: PreviewContext): Problems {
  const problems = validate(form, place);
  const wrong = ['timeZone', 'startLocal', 'endLocal', 'calendarIds'].some((path) => problems[path]);
  const never = wrong ? null : neverRuns(form, new Date(), context);
  return never ? { ...problems, [never.field]: never.message } : problems;
}
