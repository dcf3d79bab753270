// A cancellation as a process of its own, to be killed: opens the store at argv[2] and cancels the mailing argv[3].
import { openStore } from '../../src/store/open-store.ts';

const [, , databaseUrl = '', mailingId = ''] = process.argv;
await using store = await openStore('/', databaseUrl);
await store.cancelMailing(Number(mailingId), new Date().toISOString());
