import type { Claim, ObjectProblem } from '../claim/claim.ts';
import { type Name, parseName } from '../name/name.ts';
import { isBelow, isWithin, zoneOf } from '../name/tree.ts';
import { failure, type Result, success } from '../problem.ts';

/** Limits what a namespace may claim. A namespace without a rule may claim anything; several rules add up. */
export interface NameRule {
  readonly namespace: string;
  /** Names, or `*.example.com` for everything below a name, at any depth. */
  readonly allow: readonly string[];
  /** The namespace may add records to names that another namespace holds. */
  readonly share?: boolean | undefined;
}

export interface NameRules {
  /** Namespaces that may add to names which others hold. */
  readonly sharers: ReadonlySet<string>;
  /** Why this claim is not allowed; undefined if it is. */
  refusal(claim: Claim): ObjectProblem | undefined;
}

interface Pattern {
  readonly name: Name;
  readonly below: boolean;
}

/** Compiles rules. Problem: that of `parseName` for a pattern that is no name. */
export function compileNameRules(rules: readonly NameRule[]): Result<NameRules> {
  const allowed = new Map<string, Pattern[]>();
  for (const rule of rules) {
    const patterns = allowed.get(rule.namespace) ?? [];
    for (const text of rule.allow) {
      const below = text.startsWith('*.');
      const name = parseName(below ? text.slice(2) : text);
      if (!name.ok) {
        return failure(
          name.problem.code,
          `The name rule of namespace ${rule.namespace} allows ${JSON.stringify(text)}, which is not a name: ${name.problem.message}`,
          name.problem.hint,
        );
      }
      patterns.push({ name: name.value, below });
    }
    allowed.set(rule.namespace, patterns);
  }
  const sharers = new Set(rules.filter((rule) => rule.share === true).map((rule) => rule.namespace));
  return success({ sharers, refusal: (claim) => refusal(claim, allowed.get(claim.origin.object.namespace)) });
}

function refusal(claim: Claim, patterns: readonly Pattern[] | undefined): ObjectProblem | undefined {
  if (
    patterns === undefined ||
    patterns.some(({ name, below }) => (below ? isBelow(claim.name, name) : claim.name === name))
  ) {
    return undefined;
  }
  return {
    code: 'SKY_NAME_RULE',
    message: `The namespace ${claim.origin.object.namespace} may not claim ${claim.name}.`,
    hint: 'Choose a name that the name rules allow for this namespace, or ask for a rule.',
    origin: claim.origin,
    name: claim.name,
  };
}

/** Where Kubernetes itself and CoreDNS's etcd plugin keep their own names, below a zone. */
const RESERVED_LABELS = ['svc', 'pod', 'dns'] as const;

/**
 * The reserved subtree that holds the name, if one does: `svc.<zone>` and `pod.<zone>` belong to CoreDNS's
 * kubernetes plugin (Kubernetes DNS-based service discovery 1.1.0), `dns.<zone>` to its etcd plugin.
 * With no zones (an output that writes everywhere) the cluster's usual zone counts.
 */
export function reservedSubtree(name: Name, zones: readonly Name[]): Name | undefined {
  const zone = zones.length === 0 ? DEFAULT_CLUSTER_ZONE : zoneOf(name, zones);
  if (zone === undefined) return undefined;
  const bare = (name.startsWith('*.') ? name.slice(2) : name) as Name;
  return RESERVED_LABELS.map((label) => `${label}.${zone}` as Name).find((subtree) =>
    isWithin(bare, subtree),
  );
}

const DEFAULT_CLUSTER_ZONE = 'cluster.local' as Name;
