'use client';

import { useState } from 'react';
import { Icon } from './icon';
import { THEMES, type Theme } from './theme';
import { useToast } from './toast';

const LOOKS: Record<Theme, { icon: string; label: string }> = {
  system: { icon: 'brightness_auto', label: 'as the system' },
  light: { icon: 'light_mode', label: 'light' },
  dark: { icon: 'dark_mode', label: 'dark' },
};

/** Goes round the themes: as the system, light, dark. The choice is posted to `saveTo`, which keeps it in a cookie. */
export function ThemeToggle({ initial, saveTo }: { initial: Theme; saveTo: string }) {
  const [theme, setTheme] = useState(initial);
  const toast = useToast();
  const choose = async () => {
    const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
    setTheme(next);
    if (next === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    const response = await fetch(saveTo, { method: 'POST', body: next, keepalive: true });
    if (!response.ok) toast({ message: 'The theme could not be kept for next time.', tone: 'warn' });
  };
  const { icon, label } = LOOKS[theme];
  return (
    <button
      type="button"
      className="icon-button"
      onClick={choose}
      title={`Theme: ${label}`}
      aria-label={`Theme: ${label}. Change it`}
    >
      <Icon name={icon} />
    </button>
  );
}
