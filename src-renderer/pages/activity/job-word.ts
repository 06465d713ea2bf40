const WORDS: Record<string, string> = {
  inspect: 'Look at a network',
  'count-circuit': 'Estimate the circuit',
  'compare-answers': 'Compare answers',
  circuit: 'Compile the circuit',
  'powers-of-tau': 'Make powers of tau',
  setup: 'Make the key',
  'begin-ceremony': 'Begin a key ceremony',
  'extend-ceremony': 'Contribute to a key ceremony',
  'verify-ceremony': 'Check a key ceremony',
  'pack-ceremony': 'Pack a key ceremony',
  'unpack-ceremony': 'Take a key ceremony back',
  'finish-ceremony': 'Take the key of a ceremony',
  prove: 'Prove an answer',
  inference: 'Prove an answer for a client',
  export: 'Export a model',
  restore: 'Restore a model',
  audit: 'Audit a bundle',
};

/** What a kind of job does, for a person; one that is not known stands under its own name. */
export function jobWord(kind: string): string {
  return WORDS[kind] ?? kind;
}
