import type { Connection } from '../connection.ts';
import { PublishLease } from '../journal/publish-lease.ts';
import type { WorkspaceDatabase } from '../workspace-database.ts';
import { MarketBlocks } from './market-blocks.ts';
import { MarketInputs } from './market-inputs.ts';
import { MarketRequests } from './market-requests.ts';
import { MarketTransactions } from './market-transactions.ts';

/** A market on a chain: chain id, hash of block 0 (a chain that began anew is another chain) and the market's address. */
export interface MarketPlace {
  chainId: string;
  genesis: string;
  market: string;
}

/** All that is written down for one account at one market. */
export class MarketBooks {
  readonly blocks: MarketBlocks;
  readonly requests: MarketRequests;
  readonly transactions: MarketTransactions;
  readonly inputs: MarketInputs;
  readonly #connection: Connection;
  readonly #place: MarketPlace;
  readonly #account: string;

  constructor(connection: Connection, place: MarketPlace, account: string) {
    const text = placeText(place);
    this.#connection = connection;
    this.#place = place;
    this.#account = account;
    this.blocks = new MarketBlocks(connection, text);
    this.requests = new MarketRequests(connection, text);
    this.transactions = new MarketTransactions(connection, text, account);
    this.inputs = new MarketInputs(connection);
  }

  /** All of `work` or nothing of it. */
  atomically<Result>(work: () => Result): Result {
    return this.#connection.transaction(work);
  }

  /**
   * The right to send with the account, which publications take turns in, too.
   * @throws AppError `workspace-unusable` while another process has it
   */
  lease(model: string): PublishLease {
    const { chainId, genesis } = this.#place;
    return new PublishLease(this.#connection, { model, chainId, genesis, account: this.#account });
  }
}

/** What a workspace knows of markets. */
export class MarketStore {
  readonly #database: WorkspaceDatabase;

  constructor(database: WorkspaceDatabase) {
    this.#database = database;
  }

  async open(place: MarketPlace, account: string): Promise<MarketBooks> {
    return new MarketBooks(await this.#database.open(), place, account);
  }

  async inputs(): Promise<MarketInputs> {
    return new MarketInputs(await this.#database.open());
  }

  /** The markets that were watched from here; nothing is made where there is no workspace. */
  async places(): Promise<{ place: MarketPlace; requests: MarketRequests; lastBlock: number | null }[]> {
    const connection = await this.#database.openExisting();
    const rows = connection?.all('SELECT DISTINCT place FROM market_blocks ORDER BY place') ?? [];
    return rows.map((row) => {
      const text = String(row.place);
      const [chainId = '', genesis = '', market = ''] = text.split(' ');
      return {
        place: { chainId, genesis, market },
        requests: new MarketRequests(connection!, text),
        lastBlock: new MarketBlocks(connection!, text).last()?.number ?? null,
      };
    });
  }
}

function placeText({ chainId, genesis, market }: MarketPlace): string {
  return `${chainId} ${genesis} ${market}`;
}
