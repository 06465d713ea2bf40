import type { CallInput } from '../api/contract.ts';
import { AppError } from '../api/errors.ts';

/** `error=1%`, `agreement=0.99`, or both with a comma between. */
export function targetOf(
  text: string | undefined,
): Pick<CallInput<'quantizeModel'>, 'targetError' | 'targetAgreement'> {
  const target: Pick<CallInput<'quantizeModel'>, 'targetError' | 'targetAgreement'> = {};
  for (const part of text?.split(',') ?? []) {
    const [, kind, number, percent] = /^(error|agreement)=(\d+\.?\d*|\.\d+)(%?)$/.exec(part.trim()) ?? [];
    const share = Number(number) / (percent === '%' ? 100 : 1);
    if (!(share > 0 && share <= 1)) {
      throw new AppError(
        'option-invalid',
        `--target needs error=SHARE or agreement=SHARE, not "${part}".`,
        'For example --target error=1% or --target agreement=99%,error=0.05.',
      );
    }
    if (kind === 'error') target.targetError = share;
    else target.targetAgreement = share;
  }
  return target;
}
