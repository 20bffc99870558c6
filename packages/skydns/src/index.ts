export { type Answer, answer, answerSync } from './answer/answer.ts';
export type { Reply } from './answer/asking.ts';
export { type KeySource, type KeyValue, keySource } from './answer/key-source.ts';
export type { AnswerOptions, Ask, AskLater, Question } from './answer/options.ts';
export type { AnswerRecord } from './answer/resource.ts';
export type { Transport } from './answer/size.ts';
export type { LeaseBounds } from './answer/ttl.ts';
export {
  compareKeys,
  domainOfKey,
  keyLabels,
  labelsOfKey,
  type Prefix,
  parsePrefix,
  pathOf,
} from './key/key.ts';
export { fqdn, isFqdn, splitLabels } from './key/presentation.ts';
export { reverseName, reverseZones } from './key/reverse.ts';
export { type DecodedRecord, decodeRecord } from './layout/decode.ts';
export { ownerTag, recordId } from './layout/id.ts';
export type { LayoutKind, LayoutOptions } from './layout/options.ts';
export { isEmpty, type Provenance, provenanceOf } from './layout/provenance.ts';
export { refusals } from './layout/refuses.ts';
export type { Finding } from './lint/finding.ts';
export { type LintOptions, lint } from './lint/lint.ts';
export { type HostType, hostType, type Ip, parseIp } from './message/host.ts';
export { formatMessage, type Json, type Message, messageOf, parseMessage } from './message/message.ts';
export { Draft } from './mirror/draft.ts';
export type { KeyPlan } from './mirror/key-plan.ts';
export { type KeyChange, Mirror, planKeys } from './mirror/mirror.ts';
export { type KeyReason, Tally } from './mirror/tally.ts';
export {
  parseTxtRegistry,
  type TxtRegistry,
  type TxtRegistryOptions,
} from './registry/registry.ts';
