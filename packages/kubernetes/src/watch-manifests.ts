import { normalize } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type Clock, type FieldsByKind, kinds } from '@skywriter/core';
import { ManifestFiles } from './manifests/files.ts';
import { folderWatches } from './manifests/folder-watches.ts';
import { readManifest } from './manifests/manifest.ts';
import { type ManifestProblem, unwatched } from './manifests/problems.ts';
import { readTree } from './manifests/tree.ts';
import type { ObjectStore } from './store/store.ts';

export interface ManifestTiming {
  /** Quiet after which a change is read, milliseconds; doubles as the step in which bursts are cut. */
  readonly settle: number;
  /** How long an object must be missing to be believed deleted, milliseconds. */
  readonly patience: number;
  /** Everything is looked through this often, in case the system did not tell of a change; milliseconds. */
  readonly rescan: number;
}

const defaultTiming: ManifestTiming = { settle: 20, patience: 300, rescan: 5_000 };

/** Settling times after which even an unending burst of changes is read. */
const LONGEST_BURST = 10;

export interface ManifestState {
  readonly files: number;
  readonly objects: number;
  /** Objects of kinds that no source reads. */
  readonly ignored: number;
  readonly problems: readonly ManifestProblem[];
}

export interface ManifestOptions {
  /** Files, and folders with all below them. */
  readonly paths: readonly string[];
  /** What to keep beside the projection, by kind: core's `neededFields(sources)`. */
  readonly fields?: FieldsByKind;
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly onState?: (state: ManifestState) => void;
  readonly timing?: Partial<ManifestTiming>;
}

export interface ManifestWatch {
  readonly state: ManifestState;
  /** Resolves when everything has been read once. */
  readonly firstRead: Promise<void>;
  /** Resolves when nothing is watched or read any more. What is known stays in the store. */
  stop(): Promise<void>;
}

/** Keeps a store in step with manifest files; never throws, and never deletes for a fault. */
export function watchManifests({ store, clock, onState, ...options }: ManifestOptions): ManifestWatch {
  const { settle, patience, rescan } = { ...defaultTiming, ...options.timing };
  const paths = options.paths.map((path) => normalize(path).replace(/(?<=.)[/\\]$/, ''));
  const feed = store.feed({ kinds });
  const files = new ManifestFiles((text, before) => readManifest(text, before, options.fields));
  const watches = folderWatches(noticed);
  let state: ManifestState = { files: 0, objects: 0, ignored: 0, problems: [] };
  let changed = new Set<string>();
  let burstBegan: number | undefined;
  let cancel = (): void => {};
  let stopped = false;
  let reading = read();

  function noticed(path: string | undefined): void {
    if (path !== undefined) changed.add(path);
    burstBegan ??= clock.now();
    const end = burstBegan + LONGEST_BURST * settle;
    schedule(Math.max(0, Math.min(settle, end - clock.now())));
  }

  function schedule(ms: number): void {
    cancel();
    if (stopped) return;
    cancel = clock.after(ms, () => {
      reading = reading.then(read);
    });
  }

  async function read(): Promise<void> {
    const news = changed;
    changed = new Set();
    burstBegan = undefined;
    const tree = await readTree(paths);
    if (stopped) return;
    // What changed between reading a folder and watching it would be seen by neither.
    const watchesMore = watches.set(tree.folders);
    const found = await files.follow(tree, { changed: news, now: () => clock.now(), patience });
    if (stopped) return;
    for (const kind of kinds) {
      feed.replace(
        kind,
        found.objects.filter((object) => object.kind === kind),
      );
      if (!found.incomplete.has(kind)) feed.synced(kind);
    }
    const refused = [...watches.refused].map(([folder, code]) => unwatched(folder, code));
    tell({
      files: found.files,
      objects: found.objects.length,
      ignored: found.ignored,
      problems: [...found.problems, ...refused],
    });
    if (burstBegan === undefined) schedule(watchesMore ? settle : found.retains ? patience : rescan);
  }

  function tell(news: ManifestState): void {
    if (isDeepStrictEqual(state, news)) return;
    state = news;
    store.shielded(() => onState?.(news));
  }

  return {
    get state() {
      return state;
    },
    firstRead: reading,
    async stop() {
      stopped = true;
      cancel();
      watches.close();
      await reading;
    },
  };
}
