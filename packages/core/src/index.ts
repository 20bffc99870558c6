export {
  type Claim,
  formatOrigin,
  type ObjectProblem,
  type Origin,
  objectKey,
  originObject,
} from './claim/claim.ts';
export type { Clock } from './clock.ts';
export { type Derive, type DeriveOptions, deriver } from './derive/derive.ts';
export {
  Engine,
  type EngineListener,
  type EngineOptions,
  type EngineOutput,
  type OutputRules,
} from './engine/engine.ts';
export type { HoldLimits } from './engine/holds.ts';
export type { ObjectChange, ObjectListener } from './engine/object-claims.ts';
export { type DomainFilter, type DomainFilterOptions, domainFilter } from './filter/domain-filter.ts';
export {
  allRecords,
  type RecordFilter,
  type RecordFilterOptions,
  recordFilter,
} from './filter/record-filter.ts';
export { everything, parseSelector, type Selector } from './filter/selector.ts';
export { type Merged, type MergeRules, merge } from './merge/merge.ts';
export { compileNameRules, type NameRule, type NameRules, reservedSubtree } from './merge/name-rules.ts';
export { type Name, parseName } from './name/name.ts';
export { ancestorsWithin, isBelow, isWildcard, isWithin, labelsOf, parentOf, zoneOf } from './name/tree.ts';
export {
  type Endpoint,
  type EndpointSlice,
  type HostAddress,
  type Ingress,
  isKind,
  type Kind,
  type KubernetesObject,
  kinds,
  type LoadBalancerIngress,
  type Metadata,
  type Node,
  type NodeAddress,
  type ObjectOfKind,
  type ObjectRef,
  type ObjectView,
  type Pod,
  type RawFields,
  refOf,
  type Service,
  type ServicePort,
  type ServiceType,
} from './object/object.ts';
export type { Assignment, Observed, Outcome, Output, OutputListener } from './output/output.ts';
export { type DeletionLimits, defaultDeletionLimits } from './plan/deletion-guard.ts';
export { type Change, type NamePlan, type Policy, planName, policies } from './plan/plan.ts';
export { failure, type Problem, type Result, SkywriterError, success, unwrap } from './problem.ts';
export { type BackoffLimits, backoffDelay } from './reconcile/backoff.ts';
export { type NameState, type NameStatus, nameStates } from './reconcile/name-status.ts';
export { type Desired, Reconciler, type ReconcilerListener } from './reconcile/reconciler.ts';
export { type Address, isIPv4, looksLikeAddress, parseAddress } from './record/address.ts';
export {
  type RecordSet,
  type RecordType,
  recordTypes,
  sameRecords,
  type Target,
} from './record/record-set.ts';
export { type MxTarget, parseMx, parseSrv, parseTarget, type SrvTarget } from './record/target.ts';
export { defaultAnnotationPrefixes } from './source/annotations.ts';
export { endpointSliceSource } from './source/endpointslice/endpointslice.ts';
export {
  type AddressSource,
  type AddressType,
  addressSources,
  addressTypes,
  type EndpointRecord,
  type EndpointSliceOptions,
  endpointRecordDefaults,
  type NodeReadiness,
  nodeReadinesses,
} from './source/endpointslice/options.ts';
export { type IngressOptions, ingressDefaults, ingressSource } from './source/ingress.ts';
export { hostsToResolve } from './source/service/hosts-to-resolve.ts';
export {
  type Compatibility,
  compatibilities,
  type ServiceOptions,
  serviceDefaults,
} from './source/service/options.ts';
export { serviceSource } from './source/service/service.ts';
export { noClaims, type Source, type SourceResult } from './source/source.ts';
export { type SourceName, sources } from './source/sources.ts';
export { parseTargets, type Targets } from './source/targets.ts';
export { type FieldPath, type FieldsByKind, neededFields } from './template/fields.ts';
export { pickFields } from './template/pick.ts';
export { noTemplate, parseTemplate, type Template, type TemplateKind } from './template/template.ts';
