export {
  type Claim,
  formatOrigin,
  type ObjectProblem,
  type Origin,
  objectKey,
  originObject,
} from './claim/claim.ts';
export type { Clock } from './clock.ts';
export { type Name, parseName } from './name/name.ts';
export { ancestorsWithin, isBelow, isWildcard, isWithin, labelsOf, parentOf, zoneOf } from './name/tree.ts';
export {
  type Endpoint,
  type EndpointSlice,
  type Ingress,
  type Kind,
  type KubernetesObject,
  type LoadBalancerIngress,
  type Metadata,
  type Node,
  type NodeAddress,
  type ObjectOfKind,
  type ObjectRef,
  type ObjectView,
  refOf,
  type Service,
  type ServicePort,
  type ServiceType,
} from './object/object.ts';
export type { Assignment, Observed, Outcome, Output, OutputListener } from './output/output.ts';
export { failure, type Problem, type Result, SkywriterError, success, unwrap } from './problem.ts';
export { type Address, isIPv4, looksLikeAddress, parseAddress } from './record/address.ts';
export {
  type RecordSet,
  type RecordType,
  recordTypes,
  sameRecords,
  type Target,
} from './record/record-set.ts';
export { type MxTarget, parseMx, parseSrv, parseTarget, type SrvTarget } from './record/target.ts';
export type { Source, SourceResult } from './source/source.ts';
