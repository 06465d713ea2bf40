import type { Contract } from 'ethers';
import { AbiCoder, Interface, hexlify, id, keccak256, toBeHex, toUtf8Bytes } from 'ethers';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openWorld, type Answer, type World } from '../../contracts/examples/demo/world.ts';
import { eventsOf, mined, read, refusal, send } from '../contracts/support/contract-calls.ts';
import { peopleOf, type Person } from './support/people.ts';
import { expectUseGas } from './support/use-gas.ts';

const SALT = id('salt');

let world: World;
let artist: Person;
let thief: Person;
let sprites: Contract;
let spritesAddress: string;
let prompts = 0;

/** A prompt, its token, and what the model draws it from. */
interface Prompt {
  bytes: string;
  tokenId: bigint;
  latent: number[];
}

beforeAll(async () => {
  world = await openWorld(inject('worldFolder'));
  [, artist, thief] = (await peopleOf(world)) as [Person, Person, Person];
  const { registry, modelId, commitmentHash } = world.models.sprite;
  sprites = await world.deploy(artist.signer, 'ProvenSprites', [registry, modelId, commitmentHash]);
  spritesAddress = await sprites.getAddress();
});

afterAll(async () => {
  await world?.stop();
});

function nextPrompt(): Prompt {
  const bytes = hexlify(toUtf8Bytes(`a "small" creature, number ${prompts++}`));
  const tokenId = BigInt(keccak256(bytes));
  const latent = Array.from({ length: 8 }, (_, i) => Number((tokenId >> BigInt(8 * i)) & 255n) % 101);
  return { bytes, tokenId, latent };
}

const claimOf = (tokenId: bigint, minter: Person): string =>
  keccak256(
    AbiCoder.defaultAbiCoder().encode(['uint256', 'address', 'bytes32'], [tokenId, minter.address, SALT]),
  );
const claim = (tokenId: bigint, minter: Person, sender = minter): Promise<string> =>
  refusal(send(sender.signer, sprites, 'claim', claimOf(tokenId, minter)), sprites);
const mint = (tokenId: bigint, minter: Person): Promise<string> =>
  refusal(send(minter.signer, sprites, 'mint', tokenId, SALT), sprites);
const add = ({ tokenId, bytes }: Prompt, pixels: string, { proof }: Answer): Promise<string> =>
  refusal(send(thief.signer, sprites, 'addAigcData', tokenId, bytes, pixels, proof), sprites);
const pixelsOf = ({ values }: Answer): string =>
  hexlify(Uint8Array.from(values.map((value) => Number(value))));
const draw = ({ latent, tokenId }: Prompt, minter = artist, changes: object = {}): Promise<Answer> =>
  world.prove(
    'sprite',
    { latent },
    { requestId: toBeHex(tokenId, 32), consumer: spritesAddress, payee: minter.address, ...changes },
  );

/** A prompt that the artist has claimed and minted. */
async function minted(): Promise<Prompt> {
  const prompt = nextPrompt();
  expect(await claim(prompt.tokenId, artist)).toBe('accepted');
  await world.wait(61);
  expect(await mint(prompt.tokenId, artist)).toBe('accepted');
  return prompt;
}

describe('a collection of proven content (ERC-7007)', () => {
  test('is claimed, minted and drawn; the picture can be verified and is part of the metadata', async () => {
    const prompt = nextPrompt();
    const claimed = await mined(send(artist.signer, sprites, 'claim', claimOf(prompt.tokenId, artist)));
    await expectUseGas(world, 'collectionClaim', claimed);
    await world.wait(61);
    const token = await mined(send(artist.signer, sprites, 'mint', prompt.tokenId, SALT));
    await expectUseGas(world, 'collectionMint', token);

    const answer = await draw(prompt);
    const pixels = pixelsOf(answer);
    expect(new Set(answer.values).size).toBeGreaterThan(3);
    expect(await read(sprites, 'verify', prompt.bytes, pixels, answer.proof)).toBe(true);
    const args = [prompt.tokenId, prompt.bytes, pixels, answer.proof];
    const added = await mined(send(thief.signer, sprites, 'addAigcData', ...args));
    await expectUseGas(world, 'collectionAddData', added);
    const events = eventsOf(added, sprites).map(([name]) => name);
    expect(events).toContain('AigcData');
    expect(await read(sprites, 'ownerOf', prompt.tokenId)).toBe(artist.address);

    const uri = await read<string>(sprites, 'tokenURI', prompt.tokenId);
    const metadata = JSON.parse(Buffer.from(uri.split(',')[1]!, 'base64').toString()) as {
      aigc_data: string;
      image: string;
    };
    expect(metadata.aigc_data).toBe(pixels);
    const svg = Buffer.from(metadata.image.split(',')[1]!, 'base64').toString();
    expect(svg.match(/<rect /g)).toHaveLength(64);
    const shade = answer.values[0]!.toString(16).repeat(3);
    expect(svg).toContain(`x="0" y="0" fill="#${shade}"`);
    expect(svg).toContain(`x="7" y="0" fill="#${shade}"`);
  });

  test('says that it follows the standard', async () => {
    const own = ['addAigcData(uint256,bytes,bytes,bytes)', 'verify(bytes,bytes,bytes)'];
    const selectors = own.map((signature) => BigInt(id(signature).slice(0, 10)));
    const interfaceId = toBeHex(selectors[0]! ^ selectors[1]!, 4);
    expect(interfaceId).toBe('0x702c55a6');
    for (const known of [interfaceId, '0x80ac58cd', '0x01ffc9a7']) {
      expect(await read(sprites, 'supportsInterface', known)).toBe(true);
    }
    expect(await read(sprites, 'supportsInterface', '0xffffffff')).toBe(false);
    const event = new Interface(['event AigcData(uint256 indexed, bytes indexed, bytes indexed, bytes)']);
    expect(sprites.interface.getEvent('AigcData')!.topicHash).toBe(event.getEvent('AigcData')!.topicHash);
  });

  test('refuses the picture of another prompt, other pixels, and what is no picture', async () => {
    const prompt = await minted();
    const other = nextPrompt();
    const foreign = await draw({ ...prompt, latent: other.latent });
    expect(await add(prompt, pixelsOf(foreign), foreign)).toBe('InputCommitmentMismatch');
    expect(await read(sprites, 'verify', prompt.bytes, pixelsOf(foreign), foreign.proof)).toBe(false);

    const answer = await draw(prompt);
    const pixels = pixelsOf(answer);
    const retouched = hexlify(
      Uint8Array.from(answer.values, (value, i) => Number(value) ^ (i === 0 ? 1 : 0)),
    );
    expect(await add(prompt, retouched, answer)).toBe('InvalidProof');
    expect(await read(sprites, 'verify', prompt.bytes, retouched, answer.proof)).toBe(false);
    expect(await add(prompt, `0x10${pixels.slice(4)}`, answer)).toBe('OutputValueOutOfRange');
    expect(await add(prompt, pixels.slice(0, -2), answer)).toBe('NotAPicture');
    expect(await add({ ...prompt, bytes: other.bytes }, pixels, answer)).toBe('NotOfThisPrompt');
    for (const proof of ['0x', `0x${'ff'.repeat(96)}`, answer.proof.slice(0, -64)]) {
      expect(await read(sprites, 'verify', prompt.bytes, pixels, proof)).toBe(false);
    }
    expect(await add(prompt, pixels, answer)).toBe('accepted');
    expect(await add(prompt, pixels, answer)).toBe('AlreadyDrawn');
  });

  test('refuses proofs that name another token or another minter, and tokens that nobody minted', async () => {
    const prompt = await minted();
    const other = nextPrompt();
    const elsewhere = await draw(prompt, artist, { requestId: toBeHex(other.tokenId, 32) });
    expect(await add(prompt, pixelsOf(elsewhere), elsewhere)).toBe('ProofOfAnotherToken');
    const stolen = await draw(prompt, thief);
    expect(await add(prompt, pixelsOf(stolen), stolen)).toBe('ProofForAnotherMinter');
    expect(await read(sprites, 'verify', prompt.bytes, pixelsOf(stolen), stolen.proof)).toBe(false);
    const unminted = await draw(other);
    expect(await add(other, pixelsOf(unminted), unminted)).toBe('NotMinted');
  });

  test('cannot be front-run: a mint that is seen on its way is claimed too late', async () => {
    const { tokenId } = nextPrompt();
    expect(await mint(tokenId, artist)).toBe('ClaimTooYoungOrOld');
    // The thief copies the claim as it is, which is the artist's all the same.
    expect(await claim(tokenId, artist, thief)).toBe('accepted');
    expect(await claim(tokenId, artist)).toBe('ClaimExists');
    await world.wait(61);
    // The thief sees the artist's mint, and with it token and salt.
    expect(await mint(tokenId, thief)).toBe('ClaimTooYoungOrOld');
    expect(await claim(tokenId, thief)).toBe('accepted');
    expect(await mint(tokenId, thief)).toBe('ClaimTooYoungOrOld');
    expect(await mint(tokenId, artist)).toBe('accepted');
    await world.wait(61);
    expect(await mint(tokenId, thief)).toBe('ERC721InvalidSender');
    expect(await read(sprites, 'minterOf', tokenId)).toBe(artist.address);
  });

  test('keeps no claims for later', async () => {
    const { tokenId } = nextPrompt();
    expect(await claim(tokenId, thief)).toBe('accepted');
    await world.wait(24 * 3600 + 1);
    expect(await mint(tokenId, thief)).toBe('ClaimTooYoungOrOld');
    expect(await claim(tokenId, thief)).toBe('accepted');
    await world.wait(61);
    expect(await mint(tokenId, thief)).toBe('accepted');
    expect(await mint(tokenId, thief)).toBe('ClaimTooYoungOrOld');
  });
});
