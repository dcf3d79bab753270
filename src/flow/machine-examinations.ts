// What the doctor looks into on this machine, without the network: keys and the modes of their files, disks, git,
// images, the store.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { App } from '../app.ts';
import { judgeDisk, judgeGit, judgeImages } from '../core/doctor/judge-machine.ts';
import { judgeEditorFiles, judgeFileModes, judgeSecretKey } from '../core/doctor/judge-settings.ts';
import { judgeStore } from '../core/doctor/judge-store.ts';
import type { Examination } from '../doctor/examination.ts';
import { diskFacts, fileModes, fontCount, gitFacts, hasSharp, type SecretFile } from '../doctor/machine-facts.ts';
import { AppError } from '../errors.ts';
import { isStoreThere, storePlace } from '../store/open-store.ts';
import { storeStanding } from '../store/store-standing.ts';
import { SECRET_KEY_FILE } from '../system/secret-keys.ts';
import { editorFiles } from './editor-files.ts';

export function machineExaminations(app: App): readonly Examination[] {
  const { root, environment, newsletter } = app;
  return [
    { codes: ['secret-key'], examine: async () => [judgeSecretKey(await secretKeyFacts(app))] },
    { codes: ['file-modes'], examine: async () => judgeFileModes(fileModes(root, secretFiles(app))) },
    { codes: ['editor-files'], examine: async () => [judgeEditorFiles(editorFilesIn(root))] },
    {
      codes: ['disk'],
      examine: async () => (await Promise.all(['data', 'out'].map((path) => diskFacts(root, path)))).map(judgeDisk),
    },
    { codes: ['git'], examine: async () => [judgeGit(await gitFacts(root))] },
    {
      codes: ['share-images'],
      examine: async () => {
        const { language } = newsletter;
        return [judgeImages({ hasSharp: await hasSharp(), fontCount: await fontCount(language, root), language })];
      },
    },
    {
      codes: ['store', 'migrations'],
      examine: async () => {
        const standing = await storeStanding(root, environment.DATABASE_URL);
        return judgeStore({ ...standing, where: standing.where.replace(`${root}/`, '') });
      },
    },
  ];
}

function editorFilesIn(root: string) {
  return editorFiles().flatMap(({ path, content, isOurs }) => {
    const file = join(root, path);
    return isOurs && existsSync(file) ? [{ path, isCurrent: readFileSync(file, 'utf8') === content }] : [];
  });
}

/** The ring is only opened where its key is there: asking for one that is not would make it. */
async function secretKeyFacts(app: App) {
  const { root, environment } = app;
  const isInEnvironment = environment.SECRET_KEY !== undefined;
  const isFileThere = existsSync(join(root, SECRET_KEY_FILE));
  const facts = { isInEnvironment, isFileThere, isStoreThere: isStoreThere(root, environment.DATABASE_URL) };
  if (!isInEnvironment && !isFileThere) return facts;
  try {
    await app.keys();
    return facts;
  } catch (error) {
    return {
      ...facts,
      fault: error instanceof AppError ? error.message : `data/secret-key cannot be read: ${String(error)}.`,
    };
  }
}

function secretFiles({ root, environment }: App): readonly SecretFile[] {
  const { path: store } = storePlace(root, environment.DATABASE_URL);
  const keyFiles = [environment.DKIM_PRIVATE_KEY_FILE, environment.DKIM_ED25519_PRIVATE_KEY_FILE];
  return [
    { path: join(root, '.env'), holds: 'secrets' },
    { path: join(root, SECRET_KEY_FILE), holds: 'the key that signs links' },
    ...keyFiles.flatMap((file) => (file === undefined ? [] : [{ path: resolve(root, file), holds: 'a DKIM key' }])),
    ...(store === undefined ? [] : [{ path: store, holds: 'the addresses of your readers' }]),
  ];
}
