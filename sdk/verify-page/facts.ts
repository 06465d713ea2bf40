import type { KeyGrade, Receipt } from '../src/index.ts';

export interface Facts {
  title: string;
  /** Name and value of each. */
  rows: (readonly [string, string])[];
}

/** More values than a reader looks at are cut off. */
const SHOWN = 64;

/** What a valid receipt says, in words for a reader. */
export function factsOf(receipt: Receipt, keyGrade: KeyGrade): Facts[] {
  const { model, context, inputs, outputs, statement } = receipt;
  return [
    { title: 'The answer', rows: outputs.map(({ name, reals }) => [name, shorten(reals)] as const) },
    {
      title: 'The input',
      rows: inputs.map(({ name, signals }, index) => {
        const isCommitted = statement.inputs[index]?.mode === 'committed';
        return [
          name,
          isCommitted
            ? `hidden behind the commitment ${signals.join()}`
            : `in the clear: ${shorten(signals)}`,
        ] as const;
      }),
    },
    {
      title: 'The model',
      rows: [
        ['model id', context.modelId],
        [
          'registered',
          model.chainId === '0' ? 'on no chain' : `on chain ${model.chainId}, by ${model.owner}`,
        ],
        ['network (SHA-256)', model.sourceHash],
        ['label', `${model.name} (a name that nothing binds)`],
      ],
    },
    {
      title: 'What the proof is for',
      rows: [
        ['counts on', context.chainId === '0' ? 'no chain' : `chain ${context.chainId}`],
        ['for', context.consumer],
        ['pays', context.payee],
        ['request', context.requestId],
        ['until', context.deadline === '0' ? 'no deadline' : timeOf(context.deadline)],
      ],
    },
    {
      title: 'How far the key can be trusted',
      rows: [
        ['grade', keyGrade.text],
        [
          'that is',
          keyGrade.condition ??
            'whoever made the key could forge proofs: rely on it as far as you rely on them',
        ],
      ],
    },
  ];
}

function shorten(values: readonly (string | number)[]): string {
  const rest = values.length - SHOWN;
  return values.slice(0, SHOWN).join(', ') + (rest > 0 ? `, and ${rest} more` : '');
}

function timeOf(seconds: string): string {
  const time = new Date(Number(seconds) * 1000);
  return Number.isNaN(time.valueOf()) ? `second ${seconds}` : time.toISOString();
}
