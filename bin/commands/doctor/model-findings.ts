import { existsSync } from 'node:fs';
import path from 'node:path';
import { settingsFor } from '../../../contract/face-task.ts';
import { defaultOptions } from '../../../contract/options/options.ts';
import { catalog, modelNamed } from '../../../gpu-worker/catalog/catalog.ts';
import { neededModels } from '../../../gpu-worker/catalog/needed-models.ts';
import { isDemoModel } from '../../../gpu-worker/models/files/demo-models.ts';
import { type VerifiedModel, verifyModels } from '../../../gpu-worker/models/files/verify-models.ts';
import { termsOf } from '../../../gpu-worker/models/licences/licence-terms.ts';
import { facelineCommand } from '../faceline-command.ts';
import { type Finding, isMissing, isWell, stops, toNote } from './finding.ts';

/** Without these the default job, a swap, does not run. */
const defaultModels: readonly string[] = neededModels(settingsFor(defaultOptions, 'anybody')).map(({ name }) => name);

/** Which models lie in a folder, whether they are what they were, what they may be used for, and which are missing. */
export async function modelFindings(folder: string, isDefaultFolder: boolean): Promise<Finding[]> {
  const pull = (names: readonly string[]) =>
    `${facelineCommand} models pull ${names.join(' ')}${isDefaultFolder ? '' : ` --folder '${folder}'`}`;
  if (!existsSync(folder)) {
    const detail = `there is no folder ${folder}; the demo needs none (${facelineCommand} local)`;
    return [stops('models', detail, pull(defaultModels))];
  }
  const verified = await verifyModels(folder);
  const here = verified.filter(({ state }) => state !== 'missing');
  const known = here.filter(({ name }) => modelNamed(name) !== undefined).length;
  const detail = `${folder}: ${known} of the ${catalog.length} in the catalogue`;
  const findings: Finding[] = [toNote('models', detail)];
  for (const model of verified) findings.push(modelFinding(model, folder, pull));
  const missing = defaultModels.filter((name) => !here.some((model) => model.name === name));
  if (missing.length > 0) {
    findings.push(stops('models', `the default swap needs ${missing.join(', ')} too`, pull(missing)));
  }
  return findings;
}

function modelFinding(
  { name, state, detail, sha256 }: VerifiedModel,
  folder: string,
  pull: (names: readonly string[]) => string,
): Finding {
  if (state === 'missing') return isMissing(name, detail, pull([name]));
  if (state === 'altered') {
    const command = `rm '${path.join(folder, `${name}.onnx`)}' && ${pull([name])}`;
    const found = defaultModels.includes(name) ? stops : isMissing;
    return found(name, `not what it was: ${detail}`, command);
  }
  const isDemo = sha256 !== undefined && isDemoModel(sha256);
  const licence = isDemo ? 'demo' : modelNamed(name)?.licence;
  const use = licence === undefined ? 'not in the catalogue' : `${termsOf(licence).permits} use (${licence})`;
  return (state === 'ok' ? isWell : toNote)(name, `${detail}; ${use}`);
}
