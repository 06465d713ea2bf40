import { playAirdrop } from './scenes/airdrop.ts';
import { playBounty } from './scenes/bounty.ts';
import { playCollection } from './scenes/collection.ts';
import { playFeed } from './scenes/feed.ts';
import { playLoan } from './scenes/loan.ts';
import { playMatching } from './scenes/matching.ts';
import { playTreasury } from './scenes/treasury.ts';
import { playValidator } from './scenes/validator.ts';
import { openStage, type Line } from './stage.ts';
import type { World } from './world.ts';

const SCENES = [
  ['collection', 'a collection of proven pictures (ERC-7007)', playCollection],
  ['validator', 'a validator for agents (ERC-8004)', playValidator],
  ['loan', 'a loan on an appraised token', playLoan],
  ['feed', 'a feed of what a model expects', playFeed],
  ['airdrop', 'an airdrop for people', playAirdrop],
  ['treasury', "a members' treasury", playTreasury],
  ['bounty', 'a bounty for a better model', playBounty],
  ['matching', 'matches of hidden profiles', playMatching],
] as const;

/**
 * Plays every use once.
 * @param onScene told of a use before its lines
 * @param onLine  told who did what, and what it cost or why it was refused
 * @throws Error where something does not go as it should
 */
export async function playAll(
  world: World,
  onScene: (name: string, title: string) => void,
  onLine: (line: Line) => void,
): Promise<void> {
  const stage = await openStage(world, onLine);
  for (const [name, title, play] of SCENES) {
    onScene(name, title);
    await play(stage);
  }
}
