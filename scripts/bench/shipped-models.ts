/** The seven models that ship, loaded as the workstation loads them. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadModel, type LoadedModel } from '../../src/main/core/models/load-model.ts';

const folder = join('resources', 'models');

/** The newest version of each, by folder name. Throws with the reason when one is refused. */
export async function shippedModels(): Promise<{ readonly drift: LoadedModel; readonly others: readonly LoadedModel[] }> {
  const all: LoadedModel[] = [];
  for (const id of readdirSync(folder)) {
    const version = readdirSync(join(folder, id)).sort().at(-1) ?? '';
    const loaded = await loadModel(join(folder, id, version));
    if (!loaded.ok) throw new Error(`${id} ${version}: ${loaded.error.code}: ${loaded.error.detail}`);
    all.push(loaded.value);
  }
  const drift = all.find(({ card }) => card.role === 'drift');
  if (!drift) throw new Error(`no drift model in ${folder}`);
  return { drift, others: all.filter((model) => model !== drift) };
}
