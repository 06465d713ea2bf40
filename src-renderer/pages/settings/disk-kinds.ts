const KINDS: Record<string, { title: string; text: string }> = {
  import: { title: 'Network', text: 'as simplified at import' },
  quantize: { title: 'Integers', text: 'the record and its report' },
  circuit: { title: 'Circuit', text: 'its constraints' },
  setup: { title: 'Keys', text: 'proving and verifying key' },
  receipts: { title: 'Receipts', text: 'with the salts of committed inputs' },
  common: { title: 'Used by several models', text: 'results that are the same for all of them' },
  earlier: { title: 'Results of earlier settings', text: 'no model stands at them any more' },
  'unclaimed-keys': { title: 'Keys that no model names', text: 'somebody may rely on them' },
  'powers-of-tau': { title: 'Powers of tau, made here', text: 'keys of this workspace were made from them' },
  'unused-powers-of-tau': { title: 'Powers of tau, not used', text: 'made here, and no key needs them' },
  'published-powers-of-tau': {
    title: 'Powers of tau, published',
    text: 'files that were fetched or imported',
  },
  gadgets: { title: 'Parts of circuits', text: 'made again when they are needed' },
  uploads: { title: 'Uploads and downloads', text: 'files that went through the window' },
  other: { title: 'Everything else', text: 'the database, keys that sign, the local chain' },
};

/** What a kind of `diskUse` is, for a person; one that is not known stands under its own name. */
export function diskKind(kind: string): { title: string; text: string } {
  return KINDS[kind] ?? { title: kind, text: '' };
}
