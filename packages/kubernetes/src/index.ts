export type { ApiAccess } from './api/access.ts';
export type { ApiResource } from './api/fault.ts';
export {
  createEventWriter,
  type EventCounts,
  type EventWriter,
  type EventWriterOptions,
} from './events/event-writer.ts';
export type { EventReport } from './events/series.ts';
export type { EventTiming } from './events/timing.ts';
export { kindRows } from './kinds/kinds.ts';
export type { FieldProblem, KindRow, Projected } from './kinds/row.ts';
export type { FieldPath } from './kinds/section.ts';
export {
  type Election,
  type ElectionListener,
  type ElectionOptions,
  joinElection,
} from './lease/election.ts';
export { defaultElectionTiming, type ElectionTiming } from './lease/timing.ts';
export type { ManifestProblem } from './manifests/problems.ts';
export type { ObjectsListener } from './objects/listener-inbox.ts';
export {
  createObjectApi,
  type ObjectAnswer,
  type ObjectApi,
  type ObjectApiOptions,
  type ObjectRequest,
} from './objects/object-api.ts';
export type { KindState } from './reflector/state.ts';
export type { ReflectorTiming } from './reflector/timing.ts';
export type { Feed, FeedOptions } from './store/feed.ts';
export { ObjectStore, type StoreChange, type StoreListener, type StoreOptions } from './store/store.ts';
export { type ApiServerOptions, type ApiServerWatch, watchApiServer } from './watch-api-server.ts';
export {
  type ManifestOptions,
  type ManifestState,
  type ManifestTiming,
  type ManifestWatch,
  watchManifests,
} from './watch-manifests.ts';
