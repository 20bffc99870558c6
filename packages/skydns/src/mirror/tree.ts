import type { Name } from '@skywriter/core';
import { labelsOfKey } from '../key/key.ts';
import { parseId } from '../layout/id.ts';
import type { LayoutOptions } from '../layout/options.ts';
import { isEmpty, provenanceOf } from '../layout/provenance.ts';
import { readKey } from '../layout/reading.ts';
import { type Message, parseMessage } from '../message/message.ts';
import { accountForeign, accountOurs, type Totals, type TreeListener } from './accounts.ts';
import { type Entry, isOurs, isUnused, type Node, newNode } from './node.ts';

/** No name has more labels (RFC 1035: 255 octets); one more for an id. */
const MAX_LABELS = 128;

/** Where a key stands: at a node, as its exact key or under an id. */
interface Place {
  /** Of the key below the prefix, leftmost first. */
  readonly labels: readonly string[];
  /** The last component where it begins with `#`. */
  readonly id: string | undefined;
  /** The labels of the node. */
  readonly name: readonly string[];
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
  #last: { readonly key: string; readonly place: Place | undefined } | undefined;

  constructor(options: LayoutOptions, listener: TreeListener) {
    this.options = options;
    this.#listener = listener;
  }

  /** The node of a plain name. */
  at(name: string): Node | undefined {
    return this.#find(name.split('.'));
  }

  /** The node above an id, or of an exact key. */
  nodeOf(key: string): Node | undefined {
    const place = this.#place(key);
    return place === undefined ? undefined : this.#find(place.name);
  }

  get(key: string): Entry | undefined {
    const place = this.#place(key);
    return place === undefined ? undefined : entryAt(this.#find(place.name), place.id);
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
    const parsed = parseMessage(value);
    const { kind, idLabels, reason } = readKey(place.labels, parsed, this.options);
    const node = this.#ensure(place.name);
    const message = parsed.ok ? parsed.value : undefined;
    const foreign = kind === 'foreign' || kind === 'malformed';
    const entry: Entry = {
      key,
      value,
      modRevision,
      kind,
      holder: place.id === undefined ? this.#ensure(place.labels.slice(idLabels)) : node,
      foreignGroup: foreign && message !== undefined ? shownGroup(message) : undefined,
      alien: foreign && !isSkywriters(place.id, message),
    };
    setEntry(node, place.id, entry);
    this.#account(entry, node, 1);
    this.#listener.added(entry, reason);
  }

  delete(key: string): void {
    const place = this.#place(key);
    const node = place === undefined ? undefined : this.#find(place.name);
    if (place === undefined || node === undefined) return;
    const entry = entryAt(node, place.id);
    if (entry === undefined) return;
    this.scaffolded.clear();
    this.#account(entry, node, -1);
    setEntry(node, place.id, undefined);
    if (entry.holder !== node) entry.holder.strays?.delete(key);
    this.#listener.removed(entry);
    prune(node);
    prune(entry.holder);
  }

  #account(entry: Entry, node: Node, step: 1 | -1): void {
    if (isOurs(entry)) accountOurs(entry, step, { totals: this.totals, listener: this.#listener });
    else accountForeign(entry, step, { node, exact: node.leaf === entry, listener: this.#listener });
  }

  #place(key: string): Place | undefined {
    // One change asks for the place of its key again and again.
    if (this.#last?.key !== key) this.#last = { key, place: this.#parse(key) };
    return this.#last.place;
  }

  #parse(key: string): Place | undefined {
    const labels = labelsOfKey(key, this.options.prefix);
    if (labels === undefined || labels.length > MAX_LABELS || labels.includes('')) return undefined;
    const id = labels[0]?.startsWith('#') ? labels[0] : undefined;
    return { labels, id, name: id === undefined ? labels : labels.slice(1) };
  }

  #find(labels: readonly string[]): Node | undefined {
    let node: Node | undefined = this.#root;
    for (let at = labels.length - 1; at >= 0 && node !== undefined; at -= 1) {
      node = node.children?.get(labels[at] ?? '');
    }
    return node;
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

function prune(from: Node): void {
  for (let node = from; node.parent !== undefined && isUnused(node); node = node.parent) {
    node.parent.children?.delete(node.label);
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
