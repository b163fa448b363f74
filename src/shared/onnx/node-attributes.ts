/** An operator's attributes as its reader asks for them; one that nobody asked for is refused, since its meaning would be lost. */
import { refuseGraph, requireGraph } from './graph-refusal.ts';
import type { OnnxAttribute, OnnxNode } from './onnx-file.ts';
import { elementTypes, type OnnxTensor } from './tensor.ts';

const none = new Float64Array(0);

export class NodeAttributes {
  readonly op: string;
  private readonly left: Map<string, OnnxAttribute>;

  constructor(node: OnnxNode) {
    this.op = node.op;
    this.left = new Map(node.attributes);
  }

  int(name: string, fallback: number): number {
    const found = this.take(name, 'int');
    if (!found) return fallback;
    requireGraph(Number.isSafeInteger(found.value), 'ATTRIBUTE_NOT_ALLOWED', `${this.op}: ${name} is ${found.value}`);
    return found.value;
  }

  float(name: string, fallback: number): number {
    return this.take(name, 'float')?.value ?? fallback;
  }

  text(name: string, fallback: string): string {
    return this.take(name, 'text')?.value ?? fallback;
  }

  ints(name: string): readonly number[] {
    return Array.from(this.intList(name));
  }

  /** As `ints`, flat and not copied: for lists as long as an ensemble. */
  intList(name: string): Float64Array {
    return this.take(name, 'ints')?.value ?? none;
  }

  /** As `ints`, and leaves it to be taken. */
  peekInts(name: string): Float64Array {
    const found = this.left.get(name);
    return found?.kind === 'ints' ? found.value : none;
  }

  floats(name: string): readonly number[] {
    return Array.from(this.take(name, 'floats')?.value ?? none);
  }

  texts(name: string): readonly string[] {
    return this.take(name, 'texts')?.value ?? [];
  }

  tensor(name: string): OnnxTensor | null {
    return this.take(name, 'tensor')?.value ?? null;
  }

  /** What a Constant holds as value_float, value_floats, value_int or value_ints, as a tensor; null where it has none of them. */
  constant(): OnnxTensor | null {
    const [name] = this.left.keys();
    const found = name?.startsWith('value_') ? this.left.get(name) : undefined;
    if (!name || !found || found.kind === 'tensor' || found.kind === 'text' || found.kind === 'texts') return null;
    this.left.delete(name);
    const { kind, value } = found;
    requireGraph(name === `value_${kind}`, 'ATTRIBUTE_NOT_ALLOWED', `${this.op}: ${name} of kind ${kind}`);
    const list = typeof value === 'number' ? [value] : value;
    const isFloat = kind === 'float' || kind === 'floats';
    return { name: '', elementType: isFloat ? elementTypes.float : elementTypes.int64, dims: typeof value === 'number' ? [] : [list.length], numbers: isFloat ? Float32Array.from(list) : Float64Array.from(list), texts: [] };
  }

  /** `name` as floats, or `name_as_tensor` as doubles where the operator runs in double; not both. */
  numbers(name: string, double: boolean): ArrayLike<number> {
    const plain = this.take(name, 'floats')?.value ?? none;
    const tensor = this.tensor(`${name}_as_tensor`);
    if (!tensor) return plain;
    requireGraph(plain.length === 0, 'ATTRIBUTE_NOT_ALLOWED', `${this.op}: ${name} twice`);
    requireGraph(double && tensor.elementType === elementTypes.double, 'ATTRIBUTE_NOT_ALLOWED', `${this.op}: ${name} as a tensor of type ${tensor.elementType} for ${double ? 'double' : 'float'} input`);
    // The runtime passes over a tensor without a dimension.
    requireGraph(tensor.dims.length === 1, 'WRONG_SHAPE', `${this.op}: ${name} of rank ${tensor.dims.length}`);
    return tensor.numbers;
  }

  /** Takes an attribute that must have one of these values where it is given. */
  only(name: string, allowed: readonly (string | number)[]): void {
    const found = this.left.get(name);
    if (!found) return;
    this.left.delete(name);
    const { value } = found;
    const fits = (typeof value === 'number' || typeof value === 'string') && allowed.includes(value);
    requireGraph(fits, 'ATTRIBUTE_NOT_ALLOWED', `${this.op}: ${name} is ${typeof value === 'object' ? 'a list' : value}, not ${allowed.join(' or ')}`);
  }

  /** Takes attributes without reading them. */
  ignore(...names: readonly string[]): void {
    for (const name of names) this.left.delete(name);
  }

  /** Every attribute must have been taken. */
  finish(): void {
    const [name] = this.left.keys();
    if (name !== undefined) refuseGraph('ATTRIBUTE_NOT_ALLOWED', `${this.op} with ${name}`);
  }

  private take<K extends OnnxAttribute['kind']>(name: string, kind: K): Extract<OnnxAttribute, { kind: K }> | null {
    const found = this.left.get(name);
    if (!found) return null;
    this.left.delete(name);
    if (found.kind !== kind) return refuseGraph('ATTRIBUTE_NOT_ALLOWED', `${this.op}: ${name} is of kind ${found.kind}, not ${kind}`);
    return found as Extract<OnnxAttribute, { kind: K }>;
  }
}
