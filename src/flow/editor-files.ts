// What lies in a newsletter's folder for editors: JSON Schemas of masthead.yaml and of front matter, and for VS Code
// snippets and settings. `init` writes them; `init --editors` brings them up to this version.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { issueSchema } from '../core/issue/issue-schema.ts';
import { ENGINE_ROOT } from '../publish/sources.ts';
import { settingsSchema } from '../settings-schema.ts';

export interface EditorFile {
  /** Relative to the newsletter's folder. */
  readonly path: string;
  readonly content: string;
  /** Ours to write anew; the others are the owner's once they are there. */
  readonly isOurs: boolean;
}

export function editorFiles(): readonly EditorFile[] {
  return [
    { path: 'masthead.schema.json', content: asJson(settingsSchema()), isOurs: true },
    { path: 'masthead-issue.schema.json', content: asJson(issueSchema()), isOurs: true },
    { path: '.vscode/masthead.code-snippets', content: starter('masthead.code-snippets'), isOurs: true },
    { path: '.vscode/settings.json', content: starter('settings.json'), isOurs: false },
    { path: '.vscode/extensions.json', content: starter('extensions.json'), isOurs: false },
  ];
}

function starter(name: string): string {
  return readFileSync(join(ENGINE_ROOT, 'starter', 'vscode', name), 'utf8');
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
