import { ensureStudioIsBuilt } from '../../bin/build-studio.mjs';

/** Runs once before the files of a room that looks at what is built. */
export default function setup(): Promise<void> {
  return ensureStudioIsBuilt();
}
