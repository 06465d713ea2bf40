import { AbiCoder, hexlify, id, keccak256, toBeHex, toUtf8Bytes } from 'ethers';
import type { Stage } from '../stage.ts';

/** ERC-7007: a sprite of a prompt that was claimed before anybody saw it. */
export async function playCollection({ world, people, tell, act, fail }: Stage): Promise<void> {
  const { Ada, Ben, Eve } = people;
  const { registry, modelId, commitmentHash } = world.models.sprite;
  const sprites = await world.deploy(Ada.signer, 'ProvenSprites', [registry, modelId, commitmentHash]);
  const prompt = hexlify(toUtf8Bytes('a small creature that guards a lighthouse'));
  const tokenId = BigInt(keccak256(prompt));
  const salt = id('salt');
  const claim = (minter: string): string =>
    keccak256(AbiCoder.defaultAbiCoder().encode(['uint256', 'address', 'bytes32'], [tokenId, minter, salt]));

  await act(Ada, 'claims a prompt that nobody can see', sprites, 'claim', claim(Ada.address));
  await world.wait(61);
  await act(Eve, "sees Ada's mint on its way and claims it too", sprites, 'claim', claim(Eve.address));
  await fail(Eve, 'mints it, too soon after the claim', 'ClaimTooYoungOrOld', sprites, 'mint', tokenId, salt);
  await act(Ada, 'mints the token', sprites, 'mint', tokenId, salt);

  const draw = (latent: number[]) =>
    world.prove(
      'sprite',
      { latent },
      { requestId: toBeHex(tokenId, 32), consumer: sprites.target as string, payee: Ada.address },
    );
  const latent = Array.from({ length: 8 }, (_, i) => Number((tokenId >> BigInt(8 * i)) & 255n) % 101);
  const drawn = await draw(latent);
  const pixels = hexlify(Uint8Array.from(drawn.values, Number));
  const other = await draw(latent.map((value) => 100 - value));
  const otherPixels = hexlify(Uint8Array.from(other.values, Number));
  const wrong = [tokenId, prompt, otherPixels, other.proof];
  await fail(
    Eve,
    'brings the picture of another prompt',
    'InputCommitmentMismatch',
    sprites,
    'addAigcData',
    ...wrong,
  );
  await act(
    Ben,
    'brings the picture that the model drew',
    sprites,
    'addAigcData',
    tokenId,
    prompt,
    pixels,
    drawn.proof,
  );
  for (let row = 0; row < 8; row++) {
    const half = drawn.values
      .slice(4 * row, 4 * row + 4)
      .map((shade) => ' .:-=+*#%@'[Math.ceil(Number(shade) * 0.6)]!);
    tell(`   ${[...half, ...half.toReversed()].map((dot) => dot.repeat(2)).join('')}`);
  }
}
