// Everything that is kept about one reader as a file that a person can read and a program too (GDPR 15 and 20).
import type { Subscriber } from '../../core/audience/subscriber.ts';
import { pageResponse } from '../page-response.ts';
import type { ReaderTools } from './reader-tools.ts';

export async function readerExport(tools: ReaderTools, reader: Subscriber): Promise<Response> {
  const store = await tools.store();
  const { id, publicId, ...known } = reader;
  const data = {
    newsletter: tools.newsletter.title,
    exportedAt: tools.now().toISOString(),
    reader: { ...known, reference: publicId },
    consent: await store.consents(id),
    mailed: await store.deliveriesOf(id),
    bounced: await store.bouncesOf(id),
  };
  return pageResponse(`${JSON.stringify(data, undefined, 2)}\n`, 200, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Disposition': 'attachment; filename="my-data.json"',
  });
}
