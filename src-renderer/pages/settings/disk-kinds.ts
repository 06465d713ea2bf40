const KINDS: Record<string, { title: string; text: string }> = {
  import: { title: 'Network', text: 'as simplified at import' },
  quantize: { title: 'Integers', text: 'the record and its report' },
  circuit: { title: 'Circuit', text: 'its constraints' },
  setup: { title: 'Keys', text: 'proving and verifying key' },
  ptau: { title: 'Powers of tau', text: 'for keys that are made here' },
  receipts: { title: 'Receipts', text: 'with the salts of committed inputs' },
  gadgets: { title: 'Compiled gadgets', text: 'made again when they are needed' },
  uploads: { title: 'Uploads', text: 'files that were dropped into the window' },
  downloads: { title: 'Downloads', text: 'exports and bundles that were made for download' },
};

/** What a kind of `diskUse` is, for a person; one that is not known stands under its own name. */
export function diskKind(kind: string): { title: string; text: string } {
  return KINDS[kind] ?? { title: kind, text: '' };
}
