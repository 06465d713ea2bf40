// The work of one network, in a process of its own whose memory goes with it: work-fresh.ts NAME.
import { UNIVERSAL_NETWORKS } from './bench-universal.ts';
import { recordOf } from './record-of.ts';
import { workOf } from './work-of.ts';

const network = UNIVERSAL_NETWORKS.find(({ name }) => name === process.argv[2])!;
const work = workOf(await recordOf(network));
process.stdout.write(`${JSON.stringify(work)}\n`, () => process.exit(0));
