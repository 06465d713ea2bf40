import type { CallInput, CallResult } from '../../../src-main/api/contract.ts';
import {
  isSignerReady,
  NO_SIGNER,
  type SignerChoice,
  signerSource,
} from '../../components/chain/signer-choice.ts';

type Network = CallResult<'listNetworks'>['networks'][number];

/** Where and by whom a model is to be published, as it is chosen on the screen. */
export class PublishTarget {
  readonly #model: string;
  networks = $state.raw<readonly Network[]>([]);
  networkName = $state('local');
  signer = $state.raw<SignerChoice>(NO_SIGNER);
  uri = $state('');
  /** A model of the workspace whose successor this one becomes; empty for none. */
  replaces = $state('');
  deployProxy = $state(false);
  skipTestnet = $state(false);
  /** Has the registry check a proof once the model is published. */
  provesAfterwards = $state(true);

  constructor(model: string) {
    this.#model = model;
  }

  get network(): Network | undefined {
    return this.networks.find(({ name }) => name === this.networkName);
  }

  /** The workspace's own chain: nothing of it leaves this machine. */
  get isLocal(): boolean {
    const { network } = this;
    return network !== undefined && network.kind === 'local' && network.node === null;
  }

  /** Nothing is left to choose. */
  get isReady(): boolean {
    const { network } = this;
    return network !== undefined && (this.isLocal || network.node !== null) && isSignerReady(this.signer);
  }

  /** What the calls take. */
  get input(): Omit<CallInput<'planPublication'>, 'uri'> & { uri: string } {
    return {
      name: this.#model,
      network: this.networkName,
      uri: this.uri.trim(),
      deployProxy: this.deployProxy,
      signer: signerSource(this.signer),
      ...(this.replaces !== '' && { replaces: this.replaces }),
    };
  }

  /** The local chain's own account signs nowhere else. */
  chooseNetwork(name: string): void {
    this.networkName = name;
    const { kind } = this.signer;
    if (this.isLocal && kind === 'keystore') this.signer = { ...this.signer, kind: 'chain' };
    if (!this.isLocal && kind === 'chain') this.signer = { ...this.signer, kind: 'keystore' };
  }
}
