/** The name of a cookie of sign-in; with https browsers take it from Rota’s own host alone. */
export const cookieName = (of: 'session' | 'csrf' | 'callback', secure: boolean): string =>
  `${secure ? '__Host-' : ''}rota.${of}`;
