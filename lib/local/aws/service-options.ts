/** What every endpoint of this folder is started with. */
export interface ServiceOptions {
  port?: number | undefined;
  /** For requests without a signature; otherwise the Region of the signature counts. */
  defaultRegion: string;
  log: (message: string, detail?: Record<string, unknown>) => void;
}
