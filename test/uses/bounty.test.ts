import { AbiCoder, ZeroHash, id, keccak256, parseEther, type Contract } from 'ethers';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { ModelName } from '../../contracts/examples/demo/models.ts';
import { openWorld, type Answer, type World } from '../../contracts/examples/demo/world.ts';
import { drawUnseenAccounts } from '../../examples/uses/datasets.ts';
import { mined, read, refusal, send } from '../contracts/support/contract-calls.ts';
import { peopleOf, type Person } from './support/people.ts';
import { expectUseGas } from './support/use-gas.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
/** Where the simple network is right 10 times of 12, the better one 12 times. */
const TEST_SET = drawUnseenAccounts(12, 51);
const ROWS = TEST_SET.map(({ features }) => features);
const LABELS = TEST_SET.map(({ targets }) => targets[0] === 1000);
const SALT = id('salt of the test set');
const COMMITMENT = keccak256(
  AbiCoder.defaultAbiCoder().encode(['uint8[8][]', 'bool[]', 'bytes32'], [ROWS, LABELS, SALT]),
);
const BOUNTY = parseEther('2');

let world: World;
let author: Person;
let sponsor: Person;
let charity: Person;
let thief: Person;

beforeAll(async () => {
  world = await openWorld(inject('worldFolder'));
  [author, sponsor, charity, thief] = (await peopleOf(world)) as [Person, Person, Person, Person];
});

afterAll(async () => {
  await world?.stop();
});

/** A bounty and what people do with it. */
class Bounty {
  private constructor(
    readonly contract: Contract,
    readonly address: string,
  ) {}

  static async start(baseline = 10, commitment = COMMITMENT): Promise<Bounty> {
    const { registry } = world.models.personhood;
    const args = [registry, commitment, baseline, DAY, charity.address, { value: BOUNTY }];
    const contract = await world.deploy(sponsor.signer, 'ModelBounty', args);
    return new Bounty(contract, await contract.getAddress());
  }

  call(person: Person, method: string, ...args: unknown[]): Promise<string> {
    return refusal(send(person.signer, this.contract, method, ...args), this.contract);
  }

  /** Hands models in, in this order, all admitted, and waits until submissions have closed. */
  async enter(...models: ModelName[]): Promise<void> {
    for (const model of models) {
      expect(await this.call(author, 'submit', world.models[model].modelId)).toBe('accepted');
      expect(await this.call(sponsor, 'admit', world.models[model].modelId)).toBe('accepted');
    }
    await world.wait(DAY + 1);
  }

  reveal(rows = ROWS, labels = LABELS, salt = SALT): Promise<string> {
    return this.call(thief, 'reveal', rows, labels, salt);
  }

  async prove(model: ModelName, row: number, features = ROWS[row]!, payee = author): Promise<Answer> {
    const { modelId } = world.models[model];
    const requestId = await read<string>(this.contract, 'requestIdOf', modelId, row);
    const question = { requestId, consumer: this.address, payee: payee.address };
    return world.prove(model, { features }, question);
  }

  /** The answers to rows from `first` to before `end`, as the contract takes them. */
  async answers(model: ModelName, first = 0, end = ROWS.length): Promise<object[]> {
    const answers: object[] = [];
    for (let row = first; row < end; row++) answers.push(answerOf(await this.prove(model, row)));
    return answers;
  }

  score(model: ModelName, answers: object[]): Promise<string> {
    return this.call(thief, 'score', world.models[model].modelId, answers);
  }

  async correct(model: ModelName): Promise<bigint> {
    return (await read<bigint[]>(this.contract, 'submissions', world.models[model].modelId))[4]!;
  }

  async award(): Promise<void> {
    await world.wait(7 * DAY);
    expect(await this.call(thief, 'award')).toBe('accepted');
    expect(await this.call(thief, 'award')).toBe('NotNow');
  }

  credit(person: Person): Promise<bigint> {
    return read(this.contract, 'credits', person.address);
  }
}

const answerOf = ({ values, points }: Answer): object => ({ value: values[0]!, points });

describe('a bounty for a better model', () => {
  test('goes to the model that answers the hidden test set best', async () => {
    const bounty = await Bounty.start();
    await bounty.enter('personhood-linear', 'personhood');
    const rows = [ROWS, LABELS, SALT];
    await expectUseGas(
      world,
      'bountyReveal',
      await mined(send(sponsor.signer, bounty.contract, 'reveal', ...rows)),
    );
    expect(await bounty.score('personhood-linear', await bounty.answers('personhood-linear'))).toBe(
      'accepted',
    );
    // Ten of twelve are the baseline: it is not enough.
    expect(await bounty.correct('personhood-linear')).toBe(10n);
    expect(await read(bounty.contract, 'bestModel')).toBe(0n);

    const [first, second] = [await bounty.answers('personhood', 0, 6), await bounty.answers('personhood', 6)];
    const { modelId } = world.models.personhood;
    const scored = await mined(send(thief.signer, bounty.contract, 'score', modelId, first));
    await expectUseGas(world, 'bountyScoreSixRows', scored);
    // The same rows again, or rows out of turn, are not the next ones.
    expect(await bounty.score('personhood', first)).toBe('InvalidProof');
    expect(await bounty.score('personhood', second)).toBe('accepted');
    expect(await bounty.score('personhood', second)).toBe('MoreAnswersThanRows');
    expect(await bounty.correct('personhood')).toBe(12n);
    expect(await bounty.call(thief, 'award')).toBe('NotNow');
    await bounty.award();
    expect(await bounty.credit(author)).toBe(BOUNTY);
    expect(await bounty.call(author, 'withdraw')).toBe('accepted');
    expect(await bounty.credit(author)).toBe(0n);
  });

  test('is decided by order where a copy answers as well, whichever is scored first', async () => {
    const bounty = await Bounty.start();
    await bounty.enter('personhood', 'personhood-copy');
    expect(await bounty.reveal()).toBe('accepted');
    expect(await bounty.score('personhood-copy', await bounty.answers('personhood-copy'))).toBe('accepted');
    expect(await read(bounty.contract, 'bestModel')).toBe(world.models['personhood-copy'].modelId);
    expect(await bounty.score('personhood', await bounty.answers('personhood'))).toBe('accepted');
    expect(await bounty.correct('personhood')).toBe(await bounty.correct('personhood-copy'));
    expect(await read(bounty.contract, 'bestModel')).toBe(world.models.personhood.modelId);
  });

  test('takes answers about the rows of the test set alone, of that model, as they were proven', async () => {
    const bounty = await Bounty.start();
    await bounty.enter('personhood', 'personhood-linear');
    expect(await bounty.reveal()).toBe('accepted');
    const honest = await bounty.prove('personhood', 0);
    const easier = await bounty.prove('personhood', 0, ROWS[1]);
    for (const wrong of [
      answerOf(easier),
      { ...answerOf(honest), value: honest.values[0]! + 1n },
      answerOf(await bounty.prove('personhood', 1)),
      answerOf(await bounty.prove('personhood-linear', 0)),
      answerOf(await bounty.prove('personhood', 0, ROWS[0], thief)),
    ]) {
      expect(await bounty.score('personhood', [wrong])).toBe('InvalidProof');
    }
    expect(await bounty.score('personhood', [])).toBe('EmptyBatch');
    expect(await bounty.score('personhood', [answerOf(honest)])).toBe('accepted');
  });

  test('keeps submissions, admissions, reveal and scores in their times', async () => {
    const bounty = await Bounty.start();
    const { modelId } = world.models.personhood;
    expect(await bounty.call(thief, 'submit', modelId)).toBe('NotTheModelsOwner');
    expect(await bounty.call(sponsor, 'admit', modelId)).toBe('NotSubmitted');
    expect(await bounty.call(author, 'submit', modelId)).toBe('accepted');
    expect(await bounty.call(author, 'submit', modelId)).toBe('AlreadySubmitted');
    expect(await bounty.call(author, 'admit', modelId)).toBe('NotTheSponsor');
    expect(await bounty.reveal()).toBe('NotNow');
    await world.wait(DAY + 1);
    const late = world.models['personhood-copy'].modelId;
    expect(await bounty.call(author, 'submit', late)).toBe('NotNow');
    const answers = await bounty.answers('personhood', 0, 1);
    expect(await bounty.score('personhood', answers)).toBe('NotNow');
    const flipped = LABELS.map((label) => !label);
    expect(await bounty.reveal(ROWS, flipped)).toBe('NotTheTestSet');
    expect(await bounty.reveal(ROWS, LABELS, ZeroHash)).toBe('NotTheTestSet');
    expect(await bounty.reveal()).toBe('accepted');
    expect(await bounty.reveal()).toBe('NotNow');
    // Not admitted while the test set was hidden: never.
    expect(await bounty.score('personhood', answers)).toBe('NotAdmitted');
    expect(await bounty.call(sponsor, 'admit', modelId)).toBe('NotNow');
    // Nobody was better: the sponsor has his coins back.
    await bounty.award();
    expect(await bounty.credit(sponsor)).toBe(BOUNTY);
    expect(await bounty.score('personhood', answers)).toBe('NotNow');
  });

  test('is lost to a sponsor who does not reveal', async () => {
    const bounty = await Bounty.start();
    await bounty.enter('personhood');
    expect(await bounty.call(sponsor, 'award')).toBe('NotNow');
    await world.wait(3 * DAY + 1);
    expect(await bounty.reveal()).toBe('NotNow');
    expect(await bounty.call(thief, 'award')).toBe('accepted');
    expect(await bounty.credit(charity)).toBe(BOUNTY);
    expect(await bounty.credit(sponsor)).toBe(0n);
  });
});
