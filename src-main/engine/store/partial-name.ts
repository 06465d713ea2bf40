import { randomBytes } from 'node:crypto';
import { processTag } from './process-tag.ts';

/** A name for something unfinished, which gets its own name by rename: `<name>.<process tag>-<random>.partial`. */
export function partialName(name: string): string {
  return `${name}.${processTag()}-${randomBytes(6).toString('hex')}.partial`;
}
