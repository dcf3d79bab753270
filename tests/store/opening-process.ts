// Opens the store at argv[2] as a process of its own and prints what it remembers of its first start.
import { openStore } from '../../src/store/open-store.ts';

const [, , databaseUrl = ''] = process.argv;
await using store = await openStore('/', databaseUrl);
process.stdout.write(await store.firstStartAt(new Date().toISOString()));
