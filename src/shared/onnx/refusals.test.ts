/** Every refusal of a graph, driven by a file that is wrong in just that way. Each is made from one that is taken. */
import { describe, expect, it } from 'vitest';
import { mlDomain, writeOnnx, type OnnxAttribute, type OnnxGraph, type OnnxNode } from '../../../reference/refinery/train/onnx-writer.ts';
import { modelOnnx } from '../../../reference/refinery/train/trainers/model-onnx.ts';
import { field, integer, join, text, withGraphFields } from '../../../tests/fixtures/protobuf.ts';
import { randomModel } from '../../../tests/fixtures/random-models.ts';
import { graphLimits } from './graph-refusal.ts';
import { readModelGraph } from './model-graph.ts';
import { readOnnx } from './onnx-file.ts';

const gemm: OnnxNode = { op: 'Gemm', inputs: ['features', 'w', 'b'], outputs: ['margin'], domain: '' };

const graph = (change: Partial<OnnxGraph> = {}): Uint8Array => writeOnnx({
  name: 'linear', nodes: [gemm], metadata: [],
  initializers: [{ name: 'w', dims: [3, 1], data: Float32Array.of(1, 2, 3) }, { name: 'b', dims: [1], data: Float32Array.of(0.5) }],
  inputs: [{ name: 'features', dims: ['rows', 3] }], outputs: [{ name: 'margin', dims: ['rows', 1] }], ...change,
});

/** The code, or 'taken'. */
function verdict(bytes: Uint8Array): string {
  const read = readModelGraph(bytes);
  return read.ok ? 'taken' : read.error.code;
}

const detail = (bytes: Uint8Array): string => {
  const read = readModelGraph(bytes);
  return read.ok ? '' : read.error.detail;
};

const node = (op: string, inputs: readonly string[], outputs: readonly string[], attributes: readonly OnnxAttribute[] = [], domain = ''): OnnxNode => ({ op, inputs, outputs, domain, attributes });

describe('operators', () => {
  it('[IM-3] takes the graph that the others are made from', () => {
    expect(verdict(graph())).toBe('taken');
  });

  it('[IM-3] Loop, Scan, If, ConstantOfShape and all that is not in the list, by name', () => {
    for (const op of ['Loop', 'Scan', 'If', 'ConstantOfShape', 'Expand', 'Tile', 'Range', 'Resize', 'NonZero', 'Einsum', 'StringNormalizer', 'RandomNormal', 'gemm', 'constructor', '__proto__', 'toString', '']) {
      expect(verdict(graph({ nodes: [{ ...gemm, op }] })), op).toBe('OPERATOR_NOT_ALLOWED');
    }
    expect(detail(graph({ nodes: [{ ...gemm, op: 'Loop' }] }))).toBe('ai.onnx:Loop');
  });

  it('[IM-3] another domain, used or only imported', () => {
    expect(verdict(graph({ nodes: [{ ...gemm, domain: 'com.microsoft' }] }))).toBe('OPERATOR_NOT_ALLOWED');
    const imported = field(8, join(field(1, text('com.example')), integer(2, 1)));
    expect(verdict(join(graph(), imported))).toBe('OPERATOR_NOT_ALLOWED');
    const old = field(8, join(field(1, text('ai.onnx.ml')), integer(2, 9)));
    expect(verdict(join(graph(), old))).toBe('OPERATOR_NOT_ALLOWED');
    const twice = field(8, join(field(1, text('')), integer(2, 18)));
    expect(verdict(join(graph(), twice))).toBe('UNREADABLE_MODEL');
  });

  it('[IM-3] an attribute that is not read, or whose value is not followed', () => {
    const withAttribute = (attribute: OnnxAttribute): string => verdict(graph({ nodes: [{ ...gemm, attributes: [attribute] }] }));
    expect(withAttribute({ kind: 'int', name: 'transB', value: 0 })).toBe('taken');
    expect(withAttribute({ kind: 'int', name: 'transA', value: 1 })).toBe('ATTRIBUTE_NOT_ALLOWED');
    expect(withAttribute({ kind: 'int', name: 'surprise', value: 1 })).toBe('ATTRIBUTE_NOT_ALLOWED');
    expect(withAttribute({ kind: 'text', name: 'transB', value: 'yes' })).toBe('ATTRIBUTE_NOT_ALLOWED');
  });

  it('[IM-3] operators that are known but together are no form of ours', () => {
    const squared = node('Mul', ['features', 'features'], ['s']);
    expect(verdict(graph({ nodes: [squared, { ...gemm, inputs: ['s', 'w', 'b'] }] }))).toBe('taken'); // as a network
    const beside = [squared, { ...node('SVMRegressor', ['s'], ['margin'], [], mlDomain) }];
    expect(verdict(graph({ nodes: beside }))).toBe('NOT_EXPLAINABLE');
    const jump = [{ ...gemm, outputs: ['a'] }, node('Greater', ['a', 'b'], ['c']), node('Where', ['c', 'a', 'a'], ['margin'])];
    expect(verdict(graph({ nodes: jump }))).toBe('NOT_EXPLAINABLE');
    expect(detail(graph({ nodes: jump }))).toContain('Softplus');
  });

  it('[IM-3] a pool whose windows together are more than a network may multiply, before they are listed', () => {
    const length = 3 * 60 * 20;
    const many = (of: string, count: number, as: string): OnnxNode => node('Concat', new Array<string>(count).fill(of), [as], [{ kind: 'int', name: 'axis', value: 1 }]);
    const wide = [
      many('features', 60, 'long'), many('long', 20, 'longer'), node('Unsqueeze', ['longer', 'at'], ['series']),
      node('MaxPool', ['series'], ['pooled'], [{ kind: 'ints', name: 'kernel_shape', value: [length] }, { kind: 'ints', name: 'pads', value: [length - 1, length - 1] }]),
      node('Flatten', ['pooled'], ['margin']),
    ];
    const initializers = [{ name: 'at', dims: [1], data: BigInt64Array.of(1n) }];
    expect(verdict(graph({ nodes: wide, initializers }))).toBe('TOO_LARGE');
    expect(detail(graph({ nodes: wide, initializers }))).toContain('MaxPool');
  });
});

describe('nested code and other files', () => {
  it('[IM-4] external data, in a constant and in an attribute', () => {
    const entry = field(13, join(field(1, text('location')), field(2, text('../secrets'))));
    const tensor = join(integer(1, 1), integer(2, 1), field(8, text('t')), entry);
    expect(verdict(withGraphFields(graph(), field(5, tensor)))).toBe('EXTERNAL_DATA');
    const located = join(integer(1, 0), integer(2, 1), field(8, text('t')), integer(14, 1));
    expect(verdict(withGraphFields(graph(), field(5, located)))).toBe('EXTERNAL_DATA');
    const attribute = field(5, join(field(1, text('value')), field(5, tensor), integer(20, 4)));
    expect(verdict(withGraphFields(graph(), field(1, join(field(2, text('c')), field(4, text('Constant')), attribute))))).toBe('EXTERNAL_DATA');
  });

  it('[IM-4] functions, training graphs, sparse tensors, graphs and references in attributes, overloads', () => {
    const empty = new Uint8Array(0);
    for (const number of [20, 25, 26]) expect(verdict(join(graph(), field(number, empty))), `model field ${number}`).toBe('NESTED_CODE');
    for (const number of [14, 15]) expect(verdict(withGraphFields(graph(), field(number, empty))), `graph field ${number}`).toBe('NESTED_CODE');
    for (const number of [6, 11, 10, 14, 15, 21, 22, 23]) {
      const attribute = field(5, join(field(1, text('body')), field(number, empty), integer(20, 5)));
      expect(verdict(withGraphFields(graph(), field(1, join(field(4, text('Loop')), attribute)))), `attribute field ${number}`).toMatch(/NESTED_CODE|UNREADABLE_MODEL/);
    }
    expect(verdict(withGraphFields(graph(), field(1, join(field(4, text('Gemm')), field(8, text('variant'))))))).toBe('NESTED_CODE');
  });
});

describe('inputs and outputs', () => {
  it('[IM-5] maps and sequences', () => {
    for (const kind of [4, 5]) {
      const value = field(12, join(field(1, text('m')), field(2, field(kind, new Uint8Array(0)))));
      expect(verdict(withGraphFields(graph(), value))).toBe('MAP_OUTPUT');
    }
    expect(verdict(graph({ nodes: [gemm, node('ZipMap', ['margin'], ['z'], [], mlDomain)] }))).toBe('MAP_OUTPUT');
  });

  it('[IM-10] one float32 input [N, width]', () => {
    const input = (dims: readonly (number | string)[]): string => verdict(graph({ inputs: [{ name: 'features', dims }] }));
    expect(input([1, 3])).toBe('WRONG_INPUT');
    expect(input(['rows', 'width'])).toBe('WRONG_INPUT');
    expect(input(['rows', 3, 1])).toBe('WRONG_INPUT');
    expect(input(['rows', 0])).toBe('WRONG_INPUT');
    expect(input(['rows', graphLimits.widthMax + 1])).toBe('WRONG_INPUT');
    expect(input(['rows', 4])).toBe('WRONG_SHAPE');
    expect(input(['rows', 2 ** 40])).toBe('WRONG_SHAPE');
    expect(verdict(graph({ inputs: [{ name: 'features', dims: ['rows', 3] }, { name: 'more', dims: ['rows', 3] }] }))).toBe('WRONG_INPUT');
    expect(verdict(graph({ inputs: [] }))).toBe('WRONG_INPUT');
    const double = field(11, join(field(1, text('features')), field(2, field(1, join(integer(1, 11), field(2, join(field(1, field(2, text('N'))), field(1, integer(1, 3)))))))));
    expect(verdict(withGraphFields(graph({ inputs: [] }), double))).toBe('WRONG_INPUT');
  });

  it('[IM-10] one to three heads, as declared', () => {
    const outputs = (...dims: readonly (number | string)[]): string => verdict(graph({ outputs: [{ name: 'margin', dims }] }));
    expect(outputs('rows', 'heads')).toBe('taken');
    expect(outputs('rows', 2)).toBe('WRONG_SHAPE');
    expect(outputs('rows')).toBe('WRONG_SHAPE');
    expect(verdict(graph({ outputs: [] }))).toBe('WRONG_OUTPUT');
    const wide = { name: 'w', dims: [3, 4], data: new Float32Array(12) };
    expect(verdict(graph({ nodes: [{ ...gemm, inputs: ['features', 'w'] }], initializers: [wide], outputs: [{ name: 'margin', dims: ['rows', 4] }] }))).toBe('WRONG_OUTPUT');
    expect(verdict(graph({ outputs: [{ name: 'features', dims: ['rows', 3] }] }))).toBe('NOT_EXPLAINABLE');
    const other = [{ ...gemm, outputs: ['a'] }, { ...gemm, outputs: ['margin'] }];
    expect(verdict(graph({ nodes: other, outputs: ['a', 'margin'].map((name) => ({ name, dims: ['rows', 1] })) }))).toBe('WRONG_OUTPUT');
  });

  it('[IM-10] a probability of another margin than the one beside it', () => {
    const nodes = [gemm, { ...gemm, inputs: ['features', 'v', 'b'], outputs: ['other'] }, node('Sigmoid', ['other'], ['probability'])];
    const initializers = ['w', 'v'].map((name) => ({ name, dims: [3, 1], data: Float32Array.of(1, 2, 3) }));
    const outputs = ['margin', 'probability'].map((name) => ({ name, dims: ['rows', 1] }));
    expect(verdict(graph({ nodes, outputs, initializers: [...initializers, { name: 'b', dims: [1], data: Float32Array.of(0) }] }))).toBe('WRONG_OUTPUT');
  });
});

describe('wiring', () => {
  it('[IM-9] a name that nothing gives, that comes later (a cycle), that two give, that is empty', () => {
    expect(verdict(graph({ nodes: [{ ...gemm, inputs: ['features', 'w', 'nothing'] }] }))).toBe('BAD_WIRING');
    expect(verdict(graph({ nodes: [{ ...gemm, inputs: ['b2', 'w', 'b'], outputs: ['a'] }, node('Relu', ['a'], ['b2']), node('Identity', ['a'], ['margin'])] }))).toBe('BAD_WIRING');
    expect(verdict(graph({ nodes: [gemm, gemm] }))).toBe('BAD_WIRING');
    expect(verdict(graph({ nodes: [{ ...gemm, outputs: ['w'] }] }))).toBe('BAD_WIRING');
    expect(verdict(graph({ nodes: [{ ...gemm, outputs: [''] }] }))).toBe('BAD_WIRING');
    expect(verdict(graph({ nodes: [{ ...gemm, outputs: ['margin', 'extra'] }] }))).toBe('BAD_WIRING');
    expect(verdict(graph({ outputs: [{ name: 'elsewhere', dims: ['rows', 1] }] }))).toBe('BAD_WIRING');
  });

  it('[IM-9] sizes that do not fit', () => {
    const b = { name: 'b', dims: [1], data: Float32Array.of(0.5) };
    const weights = (dims: readonly number[], numbers: number): string => verdict(graph({ initializers: [{ name: 'w', dims, data: new Float32Array(numbers) }, b] }));
    expect(weights([3, 1], 3)).toBe('taken');
    for (const [dims, numbers] of [[[2, 1], 2], [[3], 3], [[3, 1], 4], [[3, 2], 3], [[3, 1, 1], 3], [[0, 1], 0]] as const) expect(weights(dims, numbers), dims.join()).toBe('WRONG_SHAPE');
    expect(weights([2 ** 20, 2 ** 20], 0)).toBe('TOO_LARGE');
    expect(weights([2 ** 40], 0)).toBe('TOO_LARGE');
  });

  it('[IM-7] NaN and infinity, in constants and in attributes', () => {
    for (const bad of [NaN, Infinity, -Infinity]) {
      expect(verdict(graph({ initializers: [{ name: 'w', dims: [3, 1], data: Float32Array.of(1, bad, 3) }, { name: 'b', dims: [1], data: Float32Array.of(0) }] }))).toBe('NOT_FINITE');
      const model = randomModel('svm', 3);
      if (model.kind !== 'svm') throw new Error('a support vector machine was asked for');
      expect(verdict(modelOnnx({ ...model, coefficients: model.coefficients.map(() => bad) }, []))).toBe('NOT_FINITE');
      const trees = randomModel('trees', 3);
      if (trees.kind !== 'trees') throw new Error('trees were asked for');
      expect(verdict(modelOnnx({ ...trees, value: trees.value.map(() => bad) }, []))).toBe('NOT_FINITE');
      expect(verdict(modelOnnx({ ...trees, threshold: trees.threshold.map(() => bad) }, []))).toBe('NOT_FINITE');
    }
  });
});

describe('trees', () => {
  /** x0 <= 0 ? (x1 <= 0 ? 1 : 2) : 3, with one list changed. */
  function tree(change: Record<string, readonly number[] | readonly string[]> = {}): Uint8Array {
    const lists: Record<string, readonly number[] | readonly string[]> = {
      nodes_treeids: [0, 0, 0, 0, 0], nodes_nodeids: [0, 1, 2, 3, 4], nodes_featureids: [0, 1, 0, 0, 0], nodes_modes: ['BRANCH_LEQ', 'BRANCH_LEQ', 'LEAF', 'LEAF', 'LEAF'],
      nodes_truenodeids: [1, 2, 0, 0, 0], nodes_falsenodeids: [4, 3, 0, 0, 0],
      target_treeids: [0, 0, 0], target_nodeids: [2, 3, 4], target_ids: [0, 0, 0], ...change,
    };
    const attributes = Object.entries(lists).map(([name, value]): OnnxAttribute => (typeof value[0] === 'string' ? { kind: 'texts', name, value: value as readonly string[] } : { kind: 'ints', name, value: value as readonly number[] }));
    attributes.push({ kind: 'floats', name: 'nodes_values', value: new Float32Array(5) }, { kind: 'floats', name: 'target_weights', value: Float32Array.of(1, 2, 3) }, { kind: 'int', name: 'n_targets', value: 1 });
    return graph({ nodes: [node('TreeEnsembleRegressor', ['features'], ['margin'], attributes, mlDomain)], initializers: [] });
  }

  it('[IM-8] cycles, two parents, children before parents, loose nodes, unknown ones', () => {
    expect(verdict(tree())).toBe('taken');
    expect(verdict(tree({ nodes_truenodeids: [1, 0, 0, 0, 0] }))).toBe('BAD_TREE'); // to the root
    expect(verdict(tree({ nodes_truenodeids: [1, 1, 0, 0, 0] }))).toBe('BAD_TREE'); // to itself
    expect(verdict(tree({ nodes_falsenodeids: [4, 2, 0, 0, 0] }))).toBe('BAD_TREE'); // one leaf twice, one never
    expect(verdict(tree({ nodes_falsenodeids: [9, 3, 0, 0, 0] }))).toBe('BAD_TREE');
    expect(verdict(tree({ nodes_treeids: [0, 1, 0, 1, 0] }))).toBe('BAD_TREE'); // not together
    expect(verdict(tree({ nodes_nodeids: [0, 1, 2, 2, 4] }))).toBe('BAD_TREE');
    expect(verdict(tree({ nodes_featureids: [3, 1, 0, 0, 0] }))).toBe('BAD_TREE');
    expect(verdict(tree({ target_nodeids: [2, 3, 1] }))).toBe('BAD_TREE'); // a weight of an inner node
    expect(verdict(tree({ target_nodeids: [2, 3, 3] }))).toBe('BAD_TREE');
    expect(verdict(tree({ target_ids: [0, 0, 1] }))).toBe('BAD_TREE');
    const reversed = { nodes_modes: ['LEAF', 'LEAF', 'BRANCH_LEQ', 'LEAF', 'BRANCH_LEQ'], nodes_truenodeids: [0, 0, 0, 0, 2], nodes_falsenodeids: [0, 0, 1, 0, 3], target_nodeids: [0, 1, 3] };
    expect(verdict(tree(reversed))).toBe('BAD_TREE');
  });

  it('[IM-8] what the runtime understands otherwise: leaves that say one class of two, a base value without a dimension, odd marks of leaves', () => {
    const classifier = (ids: readonly number[]): Uint8Array => graph({
      initializers: [], outputs: [{ name: 'margin', dims: ['rows', 2] }],
      nodes: [node('TreeEnsembleClassifier', ['features'], ['label', 'margin'], [
        ...(['nodes_treeids', 'nodes_nodeids', 'nodes_featureids', 'nodes_truenodeids', 'nodes_falsenodeids'] as const).map((name, k): OnnxAttribute => ({ kind: 'ints', name, value: [[0, 0, 0], [0, 1, 2], [0, 0, 0], [1, 0, 0], [2, 0, 0]][k] ?? [] })),
        { kind: 'texts', name: 'nodes_modes', value: ['BRANCH_LEQ', 'LEAF', 'LEAF'] }, { kind: 'floats', name: 'nodes_values', value: new Float32Array(3) },
        { kind: 'ints', name: 'class_treeids', value: ids.map(() => 0) }, { kind: 'ints', name: 'class_nodeids', value: ids.map((_, k) => 1 + Math.floor(k / (ids.length / 2))) },
        { kind: 'ints', name: 'class_ids', value: ids }, { kind: 'floats', name: 'class_weights', value: new Float32Array(ids.length).fill(0.5) }, { kind: 'ints', name: 'classlabels_int64s', value: [0, 1] },
      ], mlDomain)],
    });
    expect(verdict(classifier([0, 0]))).toBe('taken');
    expect(verdict(classifier([0, 1, 0, 1]))).toBe('taken');
    expect(verdict(classifier([0, 1]))).toBe('NOT_EXPLAINABLE');
    expect(verdict(classifier([1, 1]))).toBe('NOT_EXPLAINABLE');
    const ensemble = randomModel('trees', 21);
    const bytes = modelOnnx(ensemble, []);
    const base = Buffer.from(bytes).indexOf('base_values_as_tensor') + 'base_values_as_tensor'.length;
    expect(bytes.slice(base + 2, base + 5)).toEqual(Uint8Array.of(10, 1, 1)); // dims [1]
    expect(verdict(bytes.map((byte, at) => (at === base + 2 ? 0x42 : byte)))).toBe('WRONG_SHAPE'); // the same bytes as a name
  });

  it('[IM-8] lists of other lengths; comparisons that are no threshold', () => {
    expect(verdict(tree({ nodes_featureids: [0, 1, 0, 0] }))).toBe('WRONG_SHAPE');
    expect(verdict(tree({ target_ids: [0, 0] }))).toBe('WRONG_SHAPE');
    for (const mode of ['BRANCH_EQ', 'BRANCH_NEQ', 'BRANCH_MEMBER', 'branch_leq', 'toString', '']) expect(verdict(tree({ nodes_modes: [mode, 'BRANCH_LEQ', 'LEAF', 'LEAF', 'LEAF'] })), mode).toBe('NOT_EXPLAINABLE');
  });

  it('[IM-6] deeper than the limit', () => {
    const deep = (levels: number): Uint8Array => {
      const size = 2 * levels + 1;
      const branch = (n: number): boolean => n % 2 === 0 && n < 2 * levels;
      const all = Array.from({ length: size }, (_, n) => n);
      const attributes: OnnxAttribute[] = [
        { kind: 'ints', name: 'nodes_treeids', value: new Uint8Array(size) }, { kind: 'ints', name: 'nodes_nodeids', value: all }, { kind: 'ints', name: 'nodes_featureids', value: new Uint8Array(size) },
        { kind: 'texts', name: 'nodes_modes', value: all.map((n) => (branch(n) ? 'BRANCH_LEQ' : 'LEAF')) }, { kind: 'floats', name: 'nodes_values', value: new Float32Array(size) },
        { kind: 'ints', name: 'nodes_truenodeids', value: all.map((n) => (branch(n) ? n + 1 : 0)) }, { kind: 'ints', name: 'nodes_falsenodeids', value: all.map((n) => (branch(n) ? n + 2 : 0)) },
      ];
      return graph({ nodes: [node('TreeEnsembleRegressor', ['features'], ['margin'], attributes, mlDomain)], initializers: [] });
    };
    expect(verdict(deep(graphLimits.treeDepthMax))).toBe('taken');
    expect(verdict(deep(graphLimits.treeDepthMax + 1))).toBe('TOO_LARGE');
  });
});

describe('bytes', () => {
  const whole = graph();

  it('[IM-6] more bytes, operators, constants, metadata or text than the limits', () => {
    expect(verdict(new Uint8Array(graphLimits.bytesMax + 1))).toBe('TOO_LARGE');
    const chain = (count: number): Uint8Array => graph({ nodes: [...Array.from({ length: count }, (_, k) => node('Identity', [k === 0 ? 'features' : `i${k - 1}`], [`i${k}`])), { ...gemm, inputs: [`i${count - 1}`, 'w', 'b'] }] });
    expect(verdict(chain(graphLimits.operatorsMax - 1))).toBe('taken');
    expect(verdict(chain(graphLimits.operatorsMax))).toBe('TOO_LARGE');
    expect(verdict(graph({ metadata: Array.from({ length: 100 }, (_, k) => [`k${k}`, ''] as const) }))).toBe('TOO_LARGE');
    expect(verdict(graph({ name: 'x'.repeat(graphLimits.textBytesMax + 1) }))).toBe('TOO_LARGE');
    expect(verdict(graph({ nodes: [{ ...gemm, inputs: Array.from({ length: 100 }, () => 'w') }] }))).toBe('TOO_LARGE');
  });

  it('[IM-6] a packed list longer than the limit is given up on before it is held', () => {
    const dims = field(1, new Uint8Array(graphLimits.elementsMax + 1));
    expect(verdict(withGraphFields(whole, field(5, dims)))).toBe('TOO_LARGE');
  });

  it('[IM-11] truncated anywhere, a graph twice, unknown fields, wrong wire types, long varints, bad UTF-8', () => {
    for (let length = 0; length < whole.length; length++) expect(verdict(whole.slice(0, length)), `${length} bytes`).not.toBe('taken');
    expect(verdict(join(whole, whole))).toBe('UNREADABLE_MODEL');
    expect(verdict(join(whole, field(9, text('x'))))).toBe('UNREADABLE_MODEL');
    expect(verdict(join(whole, integer(8, 1)))).toBe('UNREADABLE_MODEL');
    expect(verdict(join(whole, Uint8Array.of(0)))).toBe('UNREADABLE_MODEL'); // field number 0
    for (const wire of [3, 4, 6, 7]) expect(verdict(join(whole, Uint8Array.of(5 * 8 + wire)))).toBe('UNREADABLE_MODEL');
    expect(verdict(join(whole, Uint8Array.of(5 * 8, ...new Uint8Array(10).fill(255), 1)))).toBe('UNREADABLE_MODEL');
    expect(verdict(join(whole, Uint8Array.of(6 * 8 + 2, ...new Uint8Array(9).fill(255), 1)))).toBe('UNREADABLE_MODEL'); // a length of -1
    expect(verdict(withGraphFields(whole, field(1, field(4, Uint8Array.of(0xff)))))).toBe('UNREADABLE_MODEL');
    expect(verdict(withGraphFields(whole, field(1, field(4, Uint8Array.of(0xc0, 0x80)))))).toBe('UNREADABLE_MODEL');
  });

  it('[IM-11] what is nested without end in bytes is not followed', () => {
    let nested = new Uint8Array(0);
    for (let level = 0; level < 2_000; level++) nested = new Uint8Array(field(4, field(1, nested))); // a sequence of sequences of ...
    expect(verdict(withGraphFields(whole, field(12, join(field(1, text('s')), field(2, nested)))))).toBe('MAP_OUTPUT');
    let graphs = new Uint8Array(0);
    for (let level = 0; level < 2_000; level++) graphs = new Uint8Array(field(1, field(5, field(6, graphs))));
    expect(verdict(withGraphFields(whole, graphs))).toBe('NESTED_CODE');
  });

  it('[IM-11] negative numbers are read as ONNX writes them', () => {
    const minusOne = Uint8Array.of(...new Uint8Array(9).fill(255), 1);
    const tensor = join(integer(1, 2), integer(2, 7), field(8, text('shape')), field(7, join(minusOne, Uint8Array.of(1))));
    const read = readOnnx(withGraphFields(whole, field(5, tensor)));
    expect(read.ok && Array.from(read.value.constants.find(({ name }) => name === 'shape')?.numbers ?? [])).toEqual([-1, 1]);
  });
});
