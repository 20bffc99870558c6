import { type Claim, isFor, type ObjectProblem, objectKey, originObject } from '../claim/claim.ts';
import type { DomainFilter } from '../filter/domain-filter.ts';
import type { RecordFilter } from '../filter/record-filter.ts';
import type { ClaimIndex } from '../merge/claim-index.ts';
import { type HeldClaim, heldClaims, type Known } from '../merge/hold.ts';
import { type Merged, type MergeRules, merge } from '../merge/merge.ts';
import { type NameRules, reservedSubtree } from '../merge/name-rules.ts';
import { heldStrays, withStrays } from '../merge/strays.ts';
import type { Name } from '../name/name.ts';
import { zoneOf } from '../name/tree.ts';
import type { Output } from '../output/output.ts';
import type { Problem } from '../problem.ts';
import type { Desired } from '../reconcile/reconciler.ts';
import type { RecordSet } from '../record/record-set.ts';
import { cnameLoop } from './cname-loop.ts';
import type { Holds } from './holds.ts';

export interface DesiredContext {
  readonly output: Output;
  readonly filter: DomainFilter;
  readonly records: RecordFilter;
  readonly claims: ClaimIndex;
  readonly rules: NameRules;
  readonly sharing: MergeRules['sharing'];
  readonly known: Known;
  readonly holds: Pick<Holds, 'stale'>;
}

/** What a name should have, and whether there is something to hold because objects have no targets. */
export interface DesiredAndHeld extends Desired {
  readonly holding?: boolean;
}

/** Whether the output is to have the name at all: in one of its zones, and through its filter. */
export function belongsTo(name: Name, context: Pick<DesiredContext, 'output' | 'filter'>): boolean {
  return isInZones(name, context.output.zones) && context.filter.matches(name);
}

/** Whether an output may write the name at all. */
export function isInZones(name: Name, zones: readonly Name[]): boolean {
  return zones.length === 0 || zoneOf(name, zones) !== undefined;
}

/**
 * What one output should have at one name: what is not its business as it is, and for the rest claims, what
 * is held, merge, and what cannot or may not be.
 */
export function desiredAt(name: Name, context: DesiredContext): DesiredAndHeld {
  if (!isInZones(name, context.output.zones)) return refused([]);
  const { managed, others } = observedAt(name, context);
  if (!context.filter.matches(name)) return { recordSets: [...managed, ...others], problems: [] };
  return besideOthers(name, others, managedAt(name, context));
}

function managedAt(name: Name, context: DesiredContext): DesiredAndHeld {
  const { output } = context;
  const claims = claimsTo(name, context);
  const reserved = reservedSubtree(name, output.zones);
  if (reserved !== undefined) {
    return refused(claims.map((claim) => reservedProblem(claim, reserved)));
  }
  const { recordSets, held, withdrawn, strays, conflicts } = mergedAt(name, context);
  const holding = [...held, ...withdrawn].some(({ lacking }) => lacking);
  const loop = cnameLoop(name, recordSets, (next) => mergedAt(next, context).recordSets);
  if (loop !== undefined) {
    // What is there stays: it was right before somebody closed the loop.
    return { recordSets: observedAt(name, context).managed, problems: [loopProblem(loop)] };
  }
  const refusals = recordSets.length === 0 ? [] : output.refuses(recordSets);
  if (refusals.length > 0) return refused(refusals);
  if (held.length + strays.length > 0) {
    const told = held.map(context.holds.stale(name) === undefined ? heldProblem : staleProblem);
    return {
      recordSets,
      lack: 'held',
      problems: [...conflicts, ...told, ...strays.map(strayProblem)],
      holding,
    };
  }
  const waiting = claims.filter(({ targets }) => targets.length === 0);
  const lack = recordSets.length === 0 && waiting.length > 0 ? 'waiting' : undefined;
  const problems = lack === undefined ? conflicts : waiting.map(waitingProblem);
  return { recordSets, lack, problems: [...problems, ...withdrawn.map(withdrawnProblem)], holding };
}

function claimsTo(name: Name, { claims, output }: DesiredContext): readonly Claim[] {
  return claims.of(name).filter((claim) => isFor(claim, output.name));
}

/** What is there of ours, apart from records of types that the output does not manage. */
function observedAt(
  name: Name,
  { output, records }: DesiredContext,
): { readonly managed: readonly RecordSet[]; readonly others: readonly RecordSet[] } {
  const there = output.observed(name).recordSets;
  if (there.every(({ type }) => records.manages(type))) return { managed: there, others: [] };
  return {
    managed: there.filter(({ type }) => records.manages(type)),
    others: there.filter(({ type }) => !records.manages(type)),
  };
}

function besideOthers(name: Name, others: readonly RecordSet[], desired: DesiredAndHeld): DesiredAndHeld {
  const { recordSets, problems } = desired;
  if (others.length === 0) return desired;
  const all = [...others, ...recordSets];
  const clash = recordSets.length > 0 && all.some(({ type }) => type === 'CNAME');
  return clash
    ? { recordSets: others, problems: [...problems, unmanaged(name, others)] }
    : { ...desired, recordSets: all };
}

function refused(problems: readonly Problem[]): Desired {
  return { recordSets: [], problems };
}

function mergedAt(
  name: Name,
  context: DesiredContext,
): Merged & {
  readonly held: readonly HeldClaim[];
  readonly withdrawn: readonly HeldClaim[];
  readonly strays: readonly RecordSet[];
} {
  const claims = claimsTo(name, context).flatMap((claim) => context.records.admit(claim) ?? []);
  const there = observedAt(name, context).managed;
  const { known } = context;
  const toOther = (other: Name): readonly Claim[] => claimsTo(other, context);
  const all = heldClaims(claims, there, known, toOther);
  const goes = ({ lacking }: HeldClaim): boolean => lacking && context.holds.stale(name) === 'withdraw';
  const [held, withdrawn] = [all.filter((claim) => !goes(claim)), all.filter(goes)];
  const { recordSets: merged, conflicts } = merge(name, held.length === 0 ? claims : [...claims, ...held], {
    sharing: context.sharing,
    sharers: context.rules.sharers,
    incumbents: incumbentsOf(there),
  });
  const strays = heldStrays(there, { claims, merged, known, claimsTo: toOther });
  return { recordSets: withStrays(merged, strays), held, withdrawn, strays, conflicts };
}

function incumbentsOf(sets: readonly RecordSet[]): ReadonlySet<string> {
  const objects = new Set<string>();
  for (const set of sets) {
    for (const target of set.targets) {
      for (const origin of target.origins) objects.add(originObject(origin));
    }
  }
  return objects;
}

function reservedProblem(claim: Claim, subtree: Name): ObjectProblem {
  return {
    code: 'SKY_NAME_RESERVED',
    message: `The name ${claim.name} is in ${subtree}, which belongs to the cluster's DNS itself.`,
    hint: 'Choose a name outside svc, pod and dns of the zone.',
    origin: claim.origin,
    name: claim.name,
  };
}

function heldProblem(claim: Claim): ObjectProblem {
  return {
    code: 'SKY_HELD',
    message: `${objectKey(claim.origin.object)} has no targets for ${claim.name} just now${reason(claim)}; the last good record ${claim.targets.join(', ')} is held.`,
    hint: 'See why the object has no address, or delete it to let the record go.',
    origin: claim.origin,
    name: claim.name,
  };
}

function staleProblem(claim: HeldClaim): ObjectProblem {
  if (!claim.lacking) return heldProblem(claim);
  return {
    code: 'SKY_STALE',
    message: `${objectKey(claim.origin.object)} has had no targets for ${claim.name} for longer than is allowed${reason(claim)}; the last good record ${claim.targets.join(', ')} is kept.`,
    hint: 'See why the object has no address, or delete it to let the record go.',
    origin: claim.origin,
    name: claim.name,
  };
}

function withdrawnProblem(claim: Claim): ObjectProblem {
  return {
    code: 'SKY_STALE',
    message: `${objectKey(claim.origin.object)} has had no targets for ${claim.name} for longer than is allowed${reason(claim)}; the last good record ${claim.targets.join(', ')} is withdrawn.`,
    hint: 'It comes back as soon as the object has an address.',
    origin: claim.origin,
    name: claim.name,
  };
}

function strayProblem({ name, targets }: RecordSet): Problem {
  return {
    code: 'SKY_HELD',
    message: `The record ${targets.map(({ value }) => value).join(', ')} of ${name} does not say which object asked for it; it is held until all objects are known and have their targets.`,
    hint: 'It goes by itself when no object asks for it then.',
  };
}

function waitingProblem(claim: Claim): ObjectProblem {
  return {
    code: 'SKY_NO_TARGETS',
    message: `${objectKey(claim.origin.object)} has nothing to point ${claim.name} at yet${reason(claim)}.`,
    hint: 'Give it an address (a load balancer, endpoints, or a target annotation).',
    origin: claim.origin,
    name: claim.name,
  };
}

function reason({ because }: Claim): string {
  return because === undefined ? '' : ` (${because})`;
}

function unmanaged(name: Name, others: readonly RecordSet[]): Problem {
  return {
    code: 'SKY_CNAME_BESIDE',
    message: `The name ${name} keeps ${others.map(({ type }) => type).join(' and ')} records, which this output does not manage; a CNAME cannot stand beside others.`,
    hint: 'Remove those records by hand, or let the output manage their type.',
  };
}

function loopProblem(loop: readonly Name[]): Problem {
  return {
    code: 'SKY_CNAME_LOOP',
    message: `The CNAME records ${[...loop, loop[0]].join(' → ')} form a loop.`,
    hint: 'Point one of the names at an address or at a name outside the loop.',
  };
}
