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
export { type HostType, hostType, type Ip, parseIp } from './message/host.ts';
export { formatMessage, type Json, type Message, messageOf, parseMessage } from './message/message.ts';
