import { checkOnChain, verifyReceipt, type Receipt } from '../src/index.ts';
import { factsOf } from './facts.ts';

/** No receipt is larger: a key that contracts can hold takes a tenth of it. */
const LARGEST = 4_000_000;

const find = <Kind extends HTMLElement>(id: string): Kind => document.getElementById(id) as Kind;
const drop = find('drop');
const file = find<HTMLInputElement>('file');
const text = find<HTMLTextAreaElement>('text');
const model = find<HTMLInputElement>('model');
const node = find<HTMLInputElement>('node');

/** The latest that was handed in, and the receipt in it where it is valid. */
let handedIn: string | undefined;
let valid: Receipt | undefined;

function make(tag: string, content: string, className = ''): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = content;
  if (className) element.className = className;
  return element;
}

function showVerdict(kind: 'good' | 'bad' | 'warn', title: string, detail: string): void {
  const box = make('div', '', `verdict ${kind}`);
  box.append(make('strong', title), make('p', detail));
  find('verdict').replaceChildren(box);
}

function check(content: string): void {
  handedIn = content;
  valid = undefined;
  find('facts').hidden = true;
  find('chain').hidden = true;
  find('chain-verdict').textContent = '';
  if (content.length > LARGEST) return showVerdict('bad', 'Not valid', 'This is too large to be a receipt.');
  const wanted = model.value.trim();
  if (wanted !== '' && !/^0x[0-9a-f]{64}$/i.test(wanted))
    return showVerdict('warn', 'Not checked', 'The model id has to be 0x and 64 hex digits.');
  const verdict = verifyReceipt(content, wanted === '' ? {} : { modelId: wanted });
  if (!verdict.valid) return showVerdict('bad', 'Not valid', verdict.reason);
  const { receipt, expired, keyGrade } = verdict;
  valid = receipt;
  const ofWanted =
    wanted === ''
      ? 'Compare the model id below with one that you have from elsewhere.'
      : 'It is of the model that you named.';
  if (expired)
    showVerdict('warn', 'Valid, but its deadline has passed', `No contract accepts it any more. ${ofWanted}`);
  else showVerdict('good', 'Valid', `The proof holds for this answer. ${ofWanted}`);
  find('facts').replaceChildren(
    ...factsOf(receipt, keyGrade).flatMap(({ title, rows }) => {
      const list = document.createElement('dl');
      for (const [name, value] of rows) list.append(make('dt', name), make('dd', value));
      return [make('h2', title), list];
    }),
  );
  find('facts').hidden = false;
  find('chain').hidden = receipt.model.chainId === '0';
}

/** Says that it works before it does: a check takes a moment in which the page cannot be drawn. */
function checkSoon(content: string): void {
  find('verdict').replaceChildren(make('p', 'Checking...'));
  setTimeout(() => check(content), 30);
}

async function readFile(chosen: File | undefined): Promise<void> {
  if (!chosen) return;
  if (chosen.size > LARGEST) return showVerdict('bad', 'Not valid', 'This is too large to be a receipt.');
  checkSoon(await chosen.text());
}

async function askChain(): Promise<void> {
  const line = find('chain-verdict');
  if (!valid) return;
  line.className = '';
  line.textContent = 'Asking...';
  try {
    const verdict = await checkOnChain(valid, node.value.trim());
    line.className = verdict.accepted ? 'good' : verdict.proofHolds ? 'warn' : 'bad';
    line.textContent = verdict.accepted ? 'The registry accepts it.' : verdict.reason;
  } catch (error) {
    line.className = 'bad';
    line.textContent = error instanceof Error ? error.message : String(error);
  }
}

file.addEventListener('change', () => void readFile(file.files?.[0]));
find('check').addEventListener('click', () => checkSoon(text.value));
find('ask').addEventListener('click', () => void askChain());
find('form').addEventListener('submit', (event) => event.preventDefault());
model.addEventListener('change', () => {
  if (handedIn !== undefined) checkSoon(handedIn);
});
// A file that misses the frame would replace the page.
for (const type of ['dragover', 'dragleave', 'drop'] as const) {
  window.addEventListener(type, (event) => {
    event.preventDefault();
    drop.classList.toggle('over', type === 'dragover');
    if (type === 'drop') void readFile(event.dataTransfer?.files[0]);
  });
}
