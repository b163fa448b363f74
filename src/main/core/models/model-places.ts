/** Which folders of models there are, and which version of each is to run. What stands there and is none is told, not passed over. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { modelIdPattern, modelVersionPattern } from '../../../shared/domain/model-card.ts';
import { compareVersions } from './verify-manifest.ts';

export interface Place {
  readonly modelId: string;
  readonly version: string;
}

export interface Misplaced extends Place {
  readonly problem: string;
}

/** Folders that are looked at; more are a mistake. */
const modelsMax = 32;
/** Things that are no model and are told by name: each is a line on screen and a record of the journal at every start. */
export const misplacedMax = 32;

/** Of each model the version to run, the newest or the one that `versions` names, in the order of the ids. */
export async function placesIn(folder: string, versions: Readonly<Record<string, string>>): Promise<{ readonly places: readonly Place[]; readonly misplaced: readonly Misplaced[] }> {
  const places: Place[] = [];
  const misplaced: Misplaced[] = [];
  const tell = (place: Place, problem: string): void => void misplaced.push({ ...place, problem });
  const found = await foldersIn(folder);
  if (found.problem !== null) tell({ modelId: 'models', version: '' }, `UNREADABLE_FOLDER: ${found.problem}`);
  for (const name of found.names) if (!modelIdPattern.test(name)) tell({ modelId: name, version: '' }, `NO_MODEL_ID: ${join(folder, name)} is called as no model is: small letters, digits, dot, dash`);
  const ids = [...new Set([...found.names.filter((name) => modelIdPattern.test(name)), ...Object.keys(versions)])].sort();
  for (const modelId of ids.slice(modelsMax)) tell({ modelId, version: '' }, `TOO_MANY_MODELS: more than ${modelsMax} models; take some out of ${folder}`);
  for (const modelId of ids.slice(0, modelsMax)) {
    const version = await versionOf(join(folder, modelId), versions[modelId], (name, problem) => tell({ modelId, version: name }, problem));
    if (version !== null) places.push({ modelId, version });
  }
  const more = misplaced.splice(misplacedMax).length;
  if (more > 0) tell({ modelId: 'models', version: '' }, `NO_MODEL_ID: ${more} more things in ${folder} that are none`);
  return { places, misplaced };
}

async function versionOf(folder: string, pinned: string | undefined, tell: (name: string, problem: string) => void): Promise<string | null> {
  if (pinned !== undefined) return pinned;
  const { names, problem } = await foldersIn(folder);
  if (problem !== null) tell('', `UNREADABLE_FOLDER: ${problem}`);
  for (const name of names) if (!modelVersionPattern.test(name)) tell(name, `NO_VERSION: ${join(folder, name)} is called as no version is: three numbers, as 1.0.0`);
  const newest = names.filter((name) => modelVersionPattern.test(name)).sort(compareVersions).at(-1);
  if (newest === undefined && problem === null && names.length === 0) tell('', `NO_VERSION: ${folder} holds no version`);
  return newest ?? null;
}

/** A folder that is not there holds nothing; one that cannot be read is a problem. */
async function foldersIn(folder: string): Promise<{ readonly names: readonly string[]; readonly problem: string | null }> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return { names: entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map((entry) => entry.name).sort(), problem: null };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { names: [], problem: null };
    return { names: [], problem: error instanceof Error ? error.message : String(error) };
  }
}
