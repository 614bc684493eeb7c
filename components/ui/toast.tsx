'use client';

import { createContext, type ReactNode, use, useCallback, useEffect, useRef, useState } from 'react';
import { Button } from './button';
import type { Tone } from './chip';
import { Icon } from './icon';

export type Toast = {
  message: ReactNode;
  tone: Tone;
  action?: { label: string; run: () => void } | undefined;
};

type Shown = Toast & { id: number };

const SHOWN_MS = 10_000;
const ICONS: Record<Tone, string> = {
  good: 'check_circle',
  neutral: 'info',
  info: 'info',
  warn: 'warning',
  bad: 'error',
};

const ToastContext = createContext<((toast: Toast) => void) | null>(null);

/** Holds the messages that tell what an action did, in a live region of their own. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<Shown[]>([]);
  const nextId = useRef(1);
  const toast = useCallback((added: Toast) => {
    const id = nextId.current++;
    setShown((before) => [...before.slice(-2), { ...added, id }]);
  }, []);
  const dismiss = useCallback(
    (id: number) => setShown((before) => before.filter((item) => item.id !== id)),
    [],
  );
  const of = (urgent: boolean) => shown.filter((item) => (item.tone === 'bad') === urgent);
  return (
    <ToastContext value={toast}>
      {children}
      <div className="toasts">
        <div role="status" aria-live="polite">
          {of(false).map((item) => (
            <ToastItem key={item.id} item={item} dismiss={dismiss} />
          ))}
        </div>
        <div role="alert" aria-live="assertive">
          {of(true).map((item) => (
            <ToastItem key={item.id} item={item} dismiss={dismiss} />
          ))}
        </div>
      </div>
    </ToastContext>
  );
}

/** @returns a function that shows a message for ten seconds, longer while it is pointed at or focused */
export function useToast(): (toast: Toast) => void {
  const toast = use(ToastContext);
  if (!toast) throw new Error('useToast needs a ToastProvider above it');
  return toast;
}

function ToastItem({ item, dismiss }: { item: Shown; dismiss: (id: number) => void }) {
  const element = useRef<HTMLDivElement>(null);
  const close = useCallback(() => dismiss(item.id), [dismiss, item.id]);
  useEffect(() => {
    const timer = setInterval(() => {
      if (!element.current?.matches(':hover, :focus-within')) close();
    }, SHOWN_MS);
    return () => clearInterval(timer);
  }, [close]);
  const { action, message, tone } = item;
  return (
    <div className={`notice-toast tone-${tone}`} ref={element}>
      <Icon name={ICONS[tone]} />
      <span className="toast-message">{message}</span>
      {action && (
        <Button
          variant="text"
          small
          onClick={() => {
            close();
            action.run();
          }}
        >
          {action.label}
        </Button>
      )}
      <Button variant="text" small icon="close" className="icon-only" onClick={close}>
        <span className="visually-hidden">Dismiss</span>
      </Button>
    </div>
  );
}
