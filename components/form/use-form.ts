'use client';

import { type FormEvent, type RefObject, useId, useRef, useState } from 'react';
import type { ActionError, ActionResult } from '@/lib/action';
import { answerOf } from './answer-of';

type Problems = Readonly<Record<string, string>>;

type FormSpec<R> = {
  /** The names of its fields from top to bottom: the first that is wrong gets the focus. */
  fields: readonly string[];
  /** The part of the input whose fields go by their own names, as `gate` in `gate.burst`. */
  within?: string;
  /** What is wrong before anything is sent, by field. */
  check?: () => Problems;
  send: () => Promise<ActionResult<R>>;
  done: (value: R) => void;
  /** Whether another page follows then: it is not to be sent again until that is there. */
  leaves?: boolean;
};

/** A form that is sent: how it goes, and what its `form` element takes. */
export type UsedForm = {
  busy: boolean;
  /** The message of each field that is wrong. */
  problems: Problems;
  /** Why it was refused, where that is about none of its fields. */
  failure: string | null;
  /** All that is known of that. */
  refused: ActionError | null;
  form: {
    id: string;
    ref: RefObject<HTMLFormElement | null>;
    onSubmit: (event: FormEvent) => void;
    noValidate: true;
  };
};

type Refusal = Pick<UsedForm, 'problems' | 'failure' | 'refused'>;

const FINE: Refusal = { problems: {}, failure: null, refused: null };

/** Sends a form, and says what is wrong: nothing that was typed is lost, and the first field that is wrong gets the focus. */
export function useForm<R>({ fields, within, check, send, done, leaves = false }: FormSpec<R>): UsedForm {
  const id = useId();
  const ref = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState(FINE);

  const controlOf = (field: string) => ref.current?.querySelector<HTMLElement>(`[name="${field}"]`);

  const refuse = (found: Refusal) => {
    setRefusal(found);
    // What was refused as a whole begins anew at the top: the button was disabled, so it has lost the focus.
    const wrong = found.failure === null ? fields.filter((field) => found.problems[field]) : fields;
    const [first] = wrong.flatMap((field) => controlOf(field) ?? []);
    const control = first instanceof HTMLFieldSetElement ? first.querySelector<HTMLElement>('input') : first;
    control?.focus();
  };

  const submit = async () => {
    const problems = check?.() ?? {};
    if (Object.keys(problems).length > 0) return refuse({ ...FINE, problems });
    setRefusal(FINE);
    setBusy(true);
    const result = await answerOf(send());
    if (!result.ok || !leaves) setBusy(false);
    if (result.ok) return done(result.value);
    const shown = fields.filter(controlOf);
    refuse({ ...refusalOf(result.error, shown, within), refused: result.error });
  };

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void submit();
  };
  return { busy, ...refusal, form: { id, ref, onSubmit, noValidate: true } };
}

/**
 * The first message of each field that is wrong, or of a part of it, by its name; what is said of none of them is the
 * failure.
 * @param fields those that are shown
 * @param within the part of the input whose fields go by their own names
 */
export function refusalOf(
  { fields: told, message }: Pick<ActionError, 'fields' | 'message'>,
  fields: readonly string[],
  within = '',
): Pick<Refusal, 'problems' | 'failure'> {
  const known = told.flatMap((one) => {
    const name = ownName(one.path, within);
    const field = fields.find((shown) => name === shown || name.startsWith(`${shown}.`));
    return field === undefined ? [] : [[field, one.message] as const];
  });
  if (known.length > 0) return { problems: Object.fromEntries(known.toReversed()), failure: null };
  return { problems: {}, failure: told.map((one) => one.message).join(' ') || message };
}

const ownName = (path: string, within: string) =>
  within && path.startsWith(`${within}.`) ? path.slice(within.length + 1) : path;
