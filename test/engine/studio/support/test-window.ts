import { replySchema, type WireReply, type WireRequest } from '../../../../src-main/api/wire.ts';
import { vi } from 'vitest';

type Call = Extract<WireReply, { type: 'result' | 'error' }>;

/** A window at the other end of a connection: it keeps what it hears, all of which has to be of the wire. */
export class TestWindow {
  readonly replies: WireReply[] = [];
  isClosed = false;
  readonly #send: (message: unknown) => void;
  #id = 0;

  constructor(send: (message: unknown) => void) {
    this.#send = send;
  }

  /** What came over the connection. */
  hear(reply: unknown): void {
    this.replies.push(replySchema.parse(reply));
  }

  /** Anything, also what is none. */
  say(message: unknown): void {
    this.#send(message);
  }

  /** @returns the id of the call */
  begin(name: string, input: unknown = {}): number {
    const id = this.#id++;
    this.#send({ type: 'call', id, name, input } satisfies WireRequest);
    return id;
  }

  cancel(id: number): void {
    this.#send({ type: 'cancel', id } satisfies WireRequest);
  }

  answerTo(id: number): Promise<Call> {
    return vi.waitUntil(
      () =>
        this.replies.find(
          (reply): reply is Call => (reply.type === 'result' || reply.type === 'error') && reply.id === id,
        ),
      { timeout: 60_000 },
    );
  }

  /** @returns the result @throws where it is an error */
  async call(name: string, input: unknown = {}): Promise<Record<string, unknown>> {
    const answer = await this.answerTo(this.begin(name, input));
    if (answer.type === 'error') throw new Error(`${answer.error.code}: ${answer.error.message}`);
    return answer.result as Record<string, unknown>;
  }

  events() {
    return this.replies.flatMap((reply) => (reply.type === 'event' ? [reply.event] : []));
  }

  /** The first event that fits, also one that came before. */
  event<Kind extends ReturnType<TestWindow['events']>[number]['kind']>(
    kind: Kind,
    fits: (event: Extract<ReturnType<TestWindow['events']>[number], { kind: Kind }>) => boolean = () => true,
  ) {
    type Event = Extract<ReturnType<TestWindow['events']>[number], { kind: Kind }>;
    return vi.waitUntil(
      () => this.events().find((event): event is Event => event.kind === kind && fits(event as Event)),
      {
        timeout: 60_000,
      },
    );
  }
}
