type Target = { id?: string; kind: string; arn?: unknown };

/**
 * The targets of a file with the ids of those that are there already, which so keep their history and their secrets: by
 * the id that the file names, else by what they call, else by their place among those of their kind.
 */
export function withIds<T extends object>(wanted: readonly T[], present: readonly object[]): T[] {
  const left = new Map((present as readonly Target[]).flatMap((one) => (one.id ? [[one.id, one]] : [])));
  const ids = new Array<string | undefined>(wanted.length);
  const take = (fits: (one: Target, target: Target) => boolean) => {
    for (const [index, target] of wanted.entries()) {
      if (ids[index] !== undefined) continue;
      const [id] = [...left].find(([, one]) => fits(one, target as Target)) ?? [];
      if (id === undefined) continue;
      ids[index] = id;
      left.delete(id);
    }
  };
  take((one, target) => target.id === one.id);
  take((one, target) => target.id === undefined && target.kind === one.kind && target.arn === one.arn);
  take((one, target) => target.id === undefined && target.kind === one.kind);
  return wanted.map((target, index) => {
    const id = ids[index];
    return id === undefined ? target : { ...target, id };
  });
}
