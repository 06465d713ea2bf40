import type { FastifyReply } from 'fastify';
import type { Receipt } from '../../api/receipt.ts';

/** The receipt alone, so that it can be saved as the file that it is; where the salts are stands in a header. */
export function sendReceipt(reply: FastifyReply, id: string, receipt: Receipt): FastifyReply {
  const hasSalts = receipt.statement.inputs.some(({ mode }) => mode === 'committed');
  if (hasSalts) void reply.header('link', `</v1/inferences/${id}/salts>; rel="related"; title="salts"`);
  return reply.code(200).type('application/json; charset=utf-8').send(receipt);
}
