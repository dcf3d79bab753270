// npm run schema: writes the JSON Schema of masthead.yaml into the current folder, where editors look for it.
import { writeFileSync } from 'node:fs';
import { settingsSchema } from './settings-schema.ts';

writeFileSync('masthead.schema.json', `${JSON.stringify(settingsSchema(), undefined, 2)}\n`);
