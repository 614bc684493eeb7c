export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** The cookie that keeps a person's choice, so that the server draws the right theme at once. */
export const THEME_COOKIE = 'rota.theme';

export const themeOf = (text: string | undefined): Theme =>
  THEMES.find((theme) => theme === text) ?? 'system';
