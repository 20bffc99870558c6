import { checkDocuments } from './documents.ts';
import { checkLayers } from './layers.ts';
import { checkManifests } from './manifests.ts';
import { type Finding, readWorkspace } from './tree.ts';

/** Everything that is not uniform or not true in the workspace at `root`. */
export function checkWorkspace(root: string): Finding[] {
  const packages = readWorkspace(root);
  return [...checkManifests(root, packages), ...checkLayers(packages), ...checkDocuments(root, packages)];
}
