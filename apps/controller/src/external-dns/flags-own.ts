import { type Flag, type FlagStatus, flag, oneOf } from './flag.ts';

function own(why: string): FlagStatus {
  return { is: 'own', why };
}

/** What ExternalDNS does not have. None of them is read from the environment. */
export const ownFlags: readonly Flag[] = [
  flag('print-config', 'switch', 'false', own('Prints the configuration that the arguments mean, and ends.')),
  flag(
    'plan',
    'switch',
    'false',
    own('Shows what would be written, and ends; exit code 2: something would.'),
  ),
  flag('json', 'switch', 'false', own('Problems, configuration, plan and log as JSON.')),
  flag(
    'layout',
    oneOf('canonical', 'external-dns'),
    'canonical',
    own(
      'How keys are laid out; external-dns is as a real ExternalDNS writes and reads them, for the way back.',
    ),
  ),
  flag(
    'mass-deletion-share',
    'text',
    '0.5',
    own('The share of its names, 0 to 1, that may be deleted at once; 1 never stops.'),
  ),
  flag(
    'release-deletions',
    'list',
    '',
    own('The id of a stopped mass deletion that may pass, as log and plan tell it.'),
  ),
];
