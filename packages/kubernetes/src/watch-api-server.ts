import type { Clock, FieldsByKind, Kind } from '@skywriter/core';
import type { ApiAccess } from './api/access.ts';
import { apiClient } from './api/client.ts';
import { withFields } from './kinds/fields.ts';
import { kindRows } from './kinds/kinds.ts';
import type { KindRow } from './kinds/row.ts';
import { FeedInbox } from './reflector/inbox.ts';
import { Reflector } from './reflector/reflector.ts';
import { combineStates, type KindState, sameState, unknownState } from './reflector/state.ts';
import { defaultTiming, type ReflectorTiming } from './reflector/timing.ts';
import type { ObjectStore } from './store/store.ts';

export interface ApiServerOptions extends ApiAccess {
  /** Those that no API server has are passed over. */
  readonly kinds: readonly Kind[];
  /** Only objects of these namespaces, each with a watch of its own; all when empty. Not for cluster objects. */
  readonly namespaces?: readonly string[];
  /**
   * Only objects with these labels, as the API server selects them; by kind, because what a source merely
   * looks up (nodes, endpoints) seldom has the labels of what it publishes.
   */
  readonly labelSelectors?: Readonly<Partial<Record<Kind, string>>>;
  /** What to keep beside the projection, by kind: core's `neededFields(sources)`. */
  readonly fields?: FieldsByKind;
  readonly store: ObjectStore;
  readonly clock: Clock;
  /** Called when a kind becomes synced, live or not live, or its problem changes. */
  readonly onState?: (kind: Kind, state: KindState) => void;
  readonly timing?: Partial<ReflectorTiming>;
}

export interface ApiServerWatch {
  /** As it is now, with `lastEventAt` up to date. */
  state(kind: Kind): KindState;
  /** Resolves when no connection or timer is left. What is known stays in the store. */
  stop(): Promise<void>;
}

/** Keeps a store in step with an API server, be it there or not: it never throws and never gives up. */
export function watchApiServer(options: ApiServerOptions): ApiServerWatch {
  const rows = options.kinds.map((kind) => kindRows[kind]);
  return watchRows(
    rows.filter(({ local }) => local !== true),
    options,
  );
}

/** The same for rows that are not in the table. */
export function watchRows(rows: readonly KindRow[], options: ApiServerOptions): ApiServerWatch {
  const client = apiClient(options);
  const watches = new Map(
    [...new Set(rows)].map((row) => [row.kind, watchKind(withFields(row, options.fields))]),
  );

  function watchKind(row: KindRow): readonly Reflector[] {
    const { store, clock, onState, labelSelectors, timing } = options;
    let told = unknownState;
    const tell = () => {
      const state = stateOf(row.kind);
      if (sameState(told, state)) return;
      told = state;
      store.shielded(() => onState?.(row.kind, state));
    };
    return namespacesFor(row, options).map((namespace) => {
      const feed = store.feed({ kinds: [row.kind] });
      const labelSelector = labelSelectors?.[row.kind];
      const whole = { ...defaultTiming, ...timing };
      return new Reflector({
        row,
        namespace,
        labelSelector,
        client,
        inbox: new FeedInbox(row, feed),
        clock,
        timing: whole,
        onState: tell,
      });
    });
  }

  function stateOf(kind: Kind): KindState {
    const states = (watches.get(kind) ?? []).map(({ state }) => state);
    return states.length === 0 ? unknownState : combineStates(states);
  }

  return {
    state: stateOf,
    async stop() {
      await Promise.all([...watches.values()].flat().map((reflector) => reflector.stop()));
      await client.close();
    },
  };
}

function namespacesFor(row: KindRow, { namespaces = [] }: ApiServerOptions): (string | undefined)[] {
  return row.namespaced && namespaces.length > 0 ? [...new Set(namespaces)] : [undefined];
}
