/** A place has another digest of this name: one that this database does not know, or that was changed there. */
export const taken = (name: string): Error =>
  new Error(
    `${name} is there already, and says something else. Where this database was restored from a backup, declare it: see docs/audit.md.`,
  );
