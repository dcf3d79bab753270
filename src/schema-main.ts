// npm run schema: writes the JSON Schemas of masthead.yaml and of front matter into the current folder, where editors
// look for them.
import { writeFileSync } from 'node:fs';
import { issueSchema } from './core/issue/issue-schema.ts';
import { settingsSchema } from './settings-schema.ts';

writeFileSync('masthead.schema.json', `${JSON.stringify(settingsSchema(), undefined, 2)}\n`);
writeFileSync('masthead-issue.schema.json', `${JSON.stringify(issueSchema(), undefined, 2)}\n`);
