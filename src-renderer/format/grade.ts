type Grade = 'local' | 'ceremony' | 'universal';

/** What a key's grade means, in words that need no knowledge of cryptography. */
export const GRADES: Record<Grade, { title: string; tone: 'warn' | 'good'; text: string }> = {
  local: {
    title: 'Local key',
    tone: 'warn',
    text: 'For trying out. One machine or person made it, or the first phase of it: whoever kept its secret numbers could forge proofs, and nobody could tell.',
  },
  ceremony: {
    title: 'Ceremony key',
    tone: 'good',
    text: 'Several people made it. Forging a proof takes the secrets of all of them: one who was honest is enough.',
  },
  universal: {
    title: 'Universal key',
    tone: 'good',
    text: 'It takes no secret numbers of its own: nobody has to be trusted for this model.',
  },
};
