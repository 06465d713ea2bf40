import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import solc from 'solc';
import { describe, expect, test } from 'vitest';
import { ERROR_CODES } from '../../src-main/api/errors.ts';
import { runProgram } from './support/run-program.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const documents = markdownFiles(root).map((path) => ({
  path,
  name: relative(root, path),
  text: readFileSync(path, 'utf8'),
}));

function markdownFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return markdownFiles(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

/** The text without fenced code, in which a bracket is no link and a hash no heading. */
const prose = (text: string) => text.replace(/^ *```[\s\S]*?^ *```/gm, '');

/** Fenced code whose info string is exactly this. */
function codeBlocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^ *\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\``, 'gm'))].map(
    (match) => match[1]!,
  );
}

/** Commands that have commands of their own. */
const GROUPS = ['api-keys', 'ceremony', 'disk', 'keys', 'market', 'networks', 'ptau'];

/** The anchor that GitHub gives a heading. */
function anchors(text: string): string[] {
  return [...prose(text).matchAll(/^#+ (.*)$/gm)].map((match) =>
    match[1]!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('documents', () => {
  test.each(documents)('relative links of $name resolve', ({ path, text }) => {
    const broken = [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)]
      .map((match) => match[1]!)
      .filter((target) => !/^[a-z]+:/.test(target))
      .filter((target) => {
        const [file = '', anchor] = target.split('#');
        const to = file === '' ? path : resolve(dirname(path), file);
        if (!existsSync(to)) return true;
        if (anchor === undefined) return false;
        return statSync(to).isDirectory() || !anchors(readFileSync(to, 'utf8')).includes(anchor);
      });
    expect(broken).toEqual([]);
  });

  test('every command and option that they show is one of the program', async () => {
    const help = async (...command: string[]) => {
      const { status, stdout } = await runProgram([...command, '--help']);
      expect(status, command.join(' ')).toBe(0);
      return stdout;
    };
    const global = optionsOf(await help());
    const known = new Map<string, string[]>();
    const shown = documents.flatMap(({ name, text }) =>
      codeBlocks(text, 'sh').flatMap((block) =>
        [...block.matchAll(/^ *(?:proofpress|node bin\/proofpress\.mjs) (.*)$/gm)].map((match) => ({
          name,
          line: match[1]!.replace(/\s#.*$/, ''),
        })),
      ),
    );
    expect(shown.length).toBeGreaterThan(10);
    const unknown: { name: string; line: string }[] = [];
    for (const { name, line } of shown) {
      const words = line.split(/\s+/);
      // Commands with commands of their own: "ptau fetch".
      const command = words.slice(0, GROUPS.includes(words[0]!) ? 2 : 1);
      const title = command.join(' ');
      if (!known.has(title)) known.set(title, optionsOf(await help(...command)));
      const options = [...known.get(title)!, ...global];
      if (words.some((word) => word.startsWith('-') && !options.includes(word))) unknown.push({ name, line });
    }
    expect(unknown).toEqual([]);
  });

  test('the guide names every error code', () => {
    const guide = readFileSync(join(root, 'docs', 'guide-publish.md'), 'utf8');
    const named = [...guide.matchAll(/^\| `([a-z-]+)` \|/gm)].map((match) => match[1]!);
    expect(named.filter((code) => (ERROR_CODES as readonly string[]).includes(code))).toEqual([
      ...ERROR_CODES,
    ]);
  });

  test('the consumer contract of the guide compiles without a warning', () => {
    const [source = ''] = codeBlocks(readFileSync(join(root, 'docs', 'guide-verify.md'), 'utf8'), 'solidity');
    const interfaceName = 'interfaces/IERCZKMLVerifier.sol';
    const content = readFileSync(join(root, 'contracts', 'src', interfaceName), 'utf8');
    const output = JSON.parse(
      solc.compile(
        JSON.stringify({
          language: 'Solidity',
          sources: { 'CreditGate.sol': { content: source }, [interfaceName]: { content } },
          settings: { outputSelection: { '*': { '*': ['evm.bytecode.object'] } } },
        }),
      ),
    ) as {
      errors?: { formattedMessage: string }[];
      contracts: Record<string, Record<string, { evm: { bytecode: { object: string } } }>>;
    };
    expect(output.errors?.map((error) => error.formattedMessage) ?? []).toEqual([]);
    expect(output.contracts['CreditGate.sol']?.['CreditGate']?.evm.bytecode.object).toMatch(/^[0-9a-f]+$/);
  });
});

/** `--name` and `-n` of every line that describes an option. */
function optionsOf(help: string): string[] {
  return [...help.matchAll(/^ +(-\w), (--[\w-]+)|^ +(--[\w-]+)/gm)].flatMap((match) =>
    match.slice(1).filter((option) => option !== undefined),
  );
}
