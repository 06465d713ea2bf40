import type { CallInput } from '../../../src-main/api/contract.ts';
import type { SamplesSource } from '../../../src-main/api/samples.ts';
import type { ModelDetails } from '../../state/models.svelte.ts';
import type { PrefilledSamples } from '../../state/prefill.svelte.ts';

type Quantization = NonNullable<ModelDetails['quantize']>;
type Input = CallInput<'quantizeModel'>;
export type Goal = 'off' | 'error' | 'agreement';
/** Pixels as a person types them; empty for the engine's defaults. */
interface PixelTexts {
  scale: string;
  mean: string;
  std: string;
  layout: '' | 'NCHW' | 'NHWC';
}

export const DEFAULT_RANDOM = { count: 32, low: 0, high: 1 };

/** What is chosen for the integers of a model: as it was the last time, until a person changes it. */
export class Choices {
  samples = $state.raw<SamplesSource | undefined>(undefined);
  evaluation = $state.raw<SamplesSource | undefined>(undefined);
  labelColumn = $state('');
  pixels = $state<PixelTexts>({ scale: '', mean: '', std: '', layout: '' });
  goal = $state<Goal>('off');
  targetError = $state(0.02);
  targetAgreement = $state(0.99);
  activationBits = $state('8');
  weightBits = $state('');
  inputBits = $state('8');
  outputBits = $state('16');

  constructor(before: Quantization | null, prefilled: PrefilledSamples | undefined) {
    this.samples = before?.samples.source ?? prefilled?.samples;
    this.evaluation = before ? (before.samples.evaluationSource ?? undefined) : prefilled?.evaluate;
    if (!before) return;
    const { settings } = before;
    const reading = before.samples.calibration?.reading;
    this.labelColumn = reading?.labelColumn ?? '';
    if (reading) this.pixels = pixelTexts(reading.pixels);
    if (typeof settings['targetError'] === 'number') {
      this.goal = 'error';
      this.targetError = settings['targetError'];
    } else if (typeof settings['targetAgreement'] === 'number') {
      this.goal = 'agreement';
      this.targetAgreement = settings['targetAgreement'];
    }
    this.activationBits = String(settings['activationBits'] ?? '8');
    this.weightBits = settings['weightBits'] === 'auto' ? '' : String(settings['weightBits'] ?? '');
    this.inputBits = String(settings['inputBits'] ?? '8');
    this.outputBits = String(settings['outputBits'] ?? '16');
  }

  get isRandom(): boolean {
    return typeof this.samples === 'object';
  }

  /** What the call takes. */
  input(name: string): Input {
    const { samples, evaluation, labelColumn, pixels, goal } = this;
    return {
      name,
      samples,
      evaluate: evaluation,
      reading: {
        ...(labelColumn.trim() !== '' && { labelColumn: labelColumn.trim() }),
        pixels: {
          ...(pixels.scale.trim() !== '' && { scale: Number(pixels.scale) }),
          ...(pixels.mean.trim() !== '' && { mean: numbers(pixels.mean) }),
          ...(pixels.std.trim() !== '' && { std: numbers(pixels.std) }),
          ...(pixels.layout !== '' && { layout: pixels.layout }),
        },
      },
      activationBits: Number(this.activationBits),
      weightBits: this.weightBits.trim() === '' ? 'auto' : Number(this.weightBits),
      inputBits: Number(this.inputBits),
      outputBits: Number(this.outputBits),
      ...(goal === 'error' && { targetError: this.targetError }),
      ...(goal === 'agreement' && { targetAgreement: this.targetAgreement }),
    };
  }

  /** Whether both ask for the same. */
  equals(other: Choices): boolean {
    return JSON.stringify(this.input('')) === JSON.stringify(other.input(''));
  }
}

function pixelTexts({
  scale,
  mean,
  std,
  layout,
}: NonNullable<Quantization['samples']['calibration']>['reading']['pixels']): PixelTexts {
  return {
    scale: scale === 1 / 255 ? '' : String(scale),
    mean: mean.every((value) => value === 0) ? '' : mean.join(', '),
    std: std.every((value) => value === 1) ? '' : std.join(', '),
    layout: layout ?? '',
  };
}

/** "0.485, 0.456" as numbers. */
function numbers(text: string): number[] {
  return text.split(/[,;\s]+/).flatMap((part) => (part === '' ? [] : [Number(part)]));
}
