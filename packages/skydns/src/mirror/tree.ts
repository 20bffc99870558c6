import type { Name, Result } from '@skywriter/core';
import { labelsOfKey } from '../key/key.ts';
import { parseId } from '../layout/id.ts';
import type { LayoutOptions } from '../layout/options.ts';
import { isEmpty, provenanceOf } from '../layout/provenance.ts';
import { idLabels, isClaimable, readKey } from '../layout/reading.ts';
import { type Message, parseMessage } from '../message/message.ts';
import { type Claim, Claims, type Judgement, judge, sameJudgement } from '../registry/claims.ts';
import { claimOf, registryTypes } from '../registry/reading.ts';
import { accountForeign, accountOurs, type Totals, type TreeListener } from './accounts.ts';
import { Memo } from './memo.ts';
import { type Entry, entriesOf, isOurs, isUnused, type Node, nameOf, newNode } from './node.ts';

/** No name has more labels (RFC 1035: 255 octets); one more for an id. */
const MAX_LABELS = 128;
/** More keys than all transactions under way have: between the plan and the commit the place of a key is known. */
const PLACES = 4096;
const NODES = 1024;
/** Hardly any value comes again but markers. */
const MESSAGES = 64;

/** Where a key stands: at a node, as its exact key or under an id. */
interface Place {
  /** Of the key below the prefix, leftmost first. */
  readonly labels: readonly string[];
  /** The last component where it begins with `#`. */
  readonly id: string | undefined;
  /** The labels of the node. */
  readonly name: readonly string[];
  /** The same as text. */
  readonly text: string;
}

/** A key on its way into the tree. */
interface Attachment {
  readonly key: string;
  readonly value: string;
  readonly modRevision: string;
  readonly parsed: Result<Message>;
  readonly place: Place;
  /** How many labels are an id. */
  readonly strip: number;
  readonly claim: Claim | undefined;
}

/** All keys below the prefix, as a tree of names. A change costs what its name has labels. */
export class Tree {
  readonly options: LayoutOptions;
  readonly totals: Totals = { owned: new Set(), named: 0 };
  /**
   * Names whose scaffolding was found as it should be if it is needed, since the last change of any key. Names
   * share most of what is above them, so it is looked at once and not once for each of them.
   */
  readonly scaffolded = new Set<Name>();
  readonly #root = newNode('', undefined);
  readonly #listener: TreeListener;
  readonly #places = new Memo((key) => this.#parse(key), PLACES);
  readonly #messages = new Memo(parseMessage, MESSAGES);
  /** Forgotten when a node comes or goes. */
  readonly #nodes = new Memo((name) => this.#find(name.split('.')), NODES);

  constructor(options: LayoutOptions, listener: TreeListener) {
    this.options = options;
    this.#listener = listener;
  }

  /** The node of a plain name. */
  at(name: string): Node | undefined {
    return this.#nodes.of(name);
  }

  /** The node above an id, or of an exact key. */
  nodeOf(key: string): Node | undefined {
    const place = this.#place(key);
    return place === undefined ? undefined : this.at(place.text);
  }

  get(key: string): Entry | undefined {
    const place = this.#place(key);
    return place === undefined ? undefined : entryAt(this.at(place.text), place.id);
  }

  /** Whether the key can stand in the tree at all; what cannot is reached by no plain query. */
  holds(key: string): boolean {
    return this.#place(key) !== undefined;
  }

  /** Puts a key that {@link holds} admits. */
  put(key: string, value: string, modRevision: string): void {
    const place = this.#place(key);
    if (place === undefined) return;
    this.delete(key);
    this.scaffolded.clear();
    const parsed = this.#messages.of(value);
    const strip = idLabels(place.labels, parsed.ok ? parsed.value : undefined);
    const name = place.labels.slice(strip).join('.');
    const claim = parsed.ok && place.id === undefined ? claimOf(name, parsed.value, this.options) : undefined;
    // First of all, because it may speak for the very record that it stands in.
    if (claim !== undefined) this.#claim(claim, key, 1);
    this.#attach({ key, value, modRevision, parsed, place, strip, claim });
  }

  #attach({ key, value, modRevision, parsed, place, strip, claim }: Attachment): void {
    const { labels, id, name } = place;
    const node = this.#ensure(name);
    const named = id === undefined ? this.#ensure(labels.slice(strip)) : node;
    const content = { labels, idLabels: strip, parsed, claim };
    const { kind, owner, reason } = readKey(content, this.options, (types) => judge(named.claims, types));
    const message = parsed.ok ? parsed.value : undefined;
    const foreign = kind === 'foreign' || kind === 'malformed';
    const entry: Entry = {
      key,
      value,
      modRevision,
      kind,
      owner,
      // What is nothing but an entry of the registry belongs to the name that it speaks for.
      holder: claim !== undefined && message?.host === '' ? this.#ensure(claim.name.split('.')) : named,
      claim,
      claimable: message !== undefined && isClaimable(content, message, this.options),
      foreignGroup: foreign && message !== undefined ? shownGroup(message) : undefined,
      alien: foreign && !isSkywriters(id, message),
    };
    setEntry(node, id, entry);
    this.#account(entry, node, 1);
    this.#listener.added(entry, reason);
    this.#prune(named);
  }

  delete(key: string): void {
    const place = this.#place(key);
    const node = place === undefined ? undefined : this.at(place.text);
    if (place === undefined || node === undefined) return;
    const entry = entryAt(node, place.id);
    if (entry === undefined) return;
    this.scaffolded.clear();
    this.#detach(entry, node, place.id);
    this.#prune(node);
    this.#prune(entry.holder);
    if (entry.claim !== undefined) this.#claim(entry.claim, key, -1);
  }

  /** Whom the registry says the record of an entry belongs to. */
  judgementOf(entry: Entry): Judgement {
    const parsed = parseMessage(entry.value);
    const name = nameOf(entry.holder);
    return parsed.ok ? judge(entry.holder.claims, registryTypes(name, parsed.value)) : judge(undefined, []);
  }

  #detach(entry: Entry, node: Node, id: string | undefined): void {
    this.#account(entry, node, -1);
    setEntry(node, id, undefined);
    if (entry.holder !== node) entry.holder.strays?.delete(entry.key);
    this.#listener.removed(entry);
  }

  /** Takes a claim to a name in or out, and reads the name's records anew if that decides over any. */
  #claim(claim: Claim, key: string, step: 1 | -1): void {
    const node = this.#ensure(claim.name.split('.'));
    node.claims ??= new Claims();
    const before = node.claims.judge([claim.type]);
    if (step === 1) node.claims.add(claim, key);
    else node.claims.delete(claim, key);
    const after = node.claims.judge([claim.type]);
    if (node.claims.empty) node.claims = undefined;
    if (!sameJudgement(before, after)) this.#readAnew(node);
    this.#prune(node);
  }

  #readAnew(node: Node): void {
    for (const entry of [...entriesOf(node)].filter(({ claimable }) => claimable)) {
      const { key, value, modRevision, claim } = entry;
      const place = this.#place(key);
      const at = place === undefined ? undefined : this.at(place.text);
      if (place === undefined || at === undefined) continue;
      const parsed = parseMessage(value);
      const strip = idLabels(place.labels, parsed.ok ? parsed.value : undefined);
      this.#detach(entry, at, place.id);
      this.#attach({ key, value, modRevision, parsed, place, strip, claim });
    }
    this.#listener.claimed(node);
  }

  #account(entry: Entry, node: Node, step: 1 | -1): void {
    if (isOurs(entry)) accountOurs(entry, step, { totals: this.totals, listener: this.#listener });
    else accountForeign(entry, step, { node, exact: node.leaf === entry, listener: this.#listener });
  }

  #place(key: string): Place | undefined {
    return this.#places.of(key);
  }

  #parse(key: string): Place | undefined {
    const labels = labelsOfKey(key, this.options.prefix);
    if (labels === undefined || labels.length > MAX_LABELS || labels.includes('')) return undefined;
    const id = labels[0]?.startsWith('#') ? labels[0] : undefined;
    const name = id === undefined ? labels : labels.slice(1);
    return { labels, id, name, text: name.join('.') };
  }

  #find(labels: readonly string[]): Node | undefined {
    let node: Node | undefined = this.#root;
    for (let at = labels.length - 1; at >= 0 && node !== undefined; at -= 1) {
      node = node.children?.get(labels[at] ?? '');
    }
    return node;
  }

  #prune(from: Node): void {
    for (let node = from; node.parent !== undefined && isUnused(node); node = node.parent) {
      node.parent.children?.delete(node.label);
      this.#nodes.forget();
    }
  }

  #ensure(labels: readonly string[]): Node {
    let node = this.#root;
    for (let at = labels.length - 1; at >= 0; at -= 1) {
      const label = labels[at] ?? '';
      node.children ??= new Map();
      let child = node.children.get(label);
      if (child === undefined) {
        child = newNode(label, node);
        node.children.set(label, child);
        this.#nodes.forget();
      }
      node = child;
    }
    return node;
  }
}

function entryAt(node: Node | undefined, id: string | undefined): Entry | undefined {
  return id === undefined ? node?.leaf : node?.ids?.get(id);
}

function setEntry(node: Node, id: string | undefined, entry: Entry | undefined): void {
  if (id === undefined) node.leaf = entry;
  else if (entry === undefined) node.ids?.delete(id);
  else {
    node.ids ??= new Map();
    node.ids.set(id, entry);
  }
  if (entry !== undefined && entry.holder !== node) {
    entry.holder.strays ??= new Map();
    entry.holder.strays.set(entry.key, entry);
  }
}

/** The group that the message brings to its level; undefined where it has none or is never shown. */
function shownGroup(message: Message): string | undefined {
  return isEmpty(message) || message.group === '' ? undefined : message.group;
}

/** Whether a Skywriter wrote it, of whatever owner. */
function isSkywriters(id: string | undefined, message: Message | undefined): boolean {
  if (id !== undefined && parseId(id) !== undefined) return true;
  return message !== undefined && (isEmpty(message) || provenanceOf(message).origins !== undefined);
}
