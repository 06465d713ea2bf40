import type { Compilation, StorageLayout, StorageVariable } from './compile-solidity.ts';

/** What a contract keeps, one line a variable; structs by name. */
export interface StorageSnapshot {
  storage: string[];
  transient?: string[];
  structs?: Record<string, string[]>;
}

/** The storage layout of every contract in contracts/src, abstract ones included, by name. */
export function snapshotStorage({ contracts, sources }: Compilation): Record<string, StorageSnapshot> {
  const snapshots: [string, StorageSnapshot][] = [];
  for (const [source, { ast }] of Object.entries(sources)) {
    if (!source.startsWith('src/')) continue;
    for (const { contractKind, name = '' } of ast.nodes ?? []) {
      const contract = contracts[source]?.[name];
      if (contractKind !== 'contract' || !contract) continue;
      const { storageLayout, transientStorageLayout } = contract;
      const structs = { ...structsOf(storageLayout), ...structsOf(transientStorageLayout) };
      const transient = linesOf(transientStorageLayout.storage, transientStorageLayout);
      snapshots.push([
        name,
        {
          storage: linesOf(storageLayout.storage, storageLayout),
          ...(transient.length > 0 ? { transient } : {}),
          ...(Object.keys(structs).length > 0 ? { structs } : {}),
        },
      ]);
    }
  }
  return Object.fromEntries(snapshots.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function linesOf(variables: StorageVariable[], { types }: StorageLayout): string[] {
  return variables.map(({ label, slot, offset, type }) => {
    const of = types?.[type];
    if (!of) throw new Error(`The compiler does not tell what type ${type} is.`);
    return `slot ${slot}, byte ${offset}, ${of.numberOfBytes} bytes: ${of.label} ${label}`;
  });
}

function structsOf(layout: StorageLayout): Record<string, string[]> {
  return Object.fromEntries(
    Object.values(layout.types ?? {})
      .flatMap(({ label, members }): [string, string[]][] =>
        members ? [[label, linesOf(members, layout)]] : [],
      )
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
