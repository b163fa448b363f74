/** A network as Gemm, Conv, GlobalAveragePool and Relu. */
import { assert } from '../../../../src/shared/base/assert.ts';
import type { ConvLayer, DenseLayer, NetworkModel } from '../../../../src/shared/models/network-model.ts';
import type { OnnxNode, OnnxTensor } from '../onnx-writer.ts';
import { scalingPart, type GraphPart } from './graph-part.ts';

export function networkPart(model: NetworkModel): GraphPart {
  const scaled = scalingPart(model.scaling);
  const chain = new Chain(scaled.output);
  model.layers.forEach((layer, l) => {
    if (layer.kind === 'dense') addDense(chain, layer, `dense${l}`);
    else if (layer.kind === 'conv') addConv(chain, layer, `conv${l}`);
    else {
      assert(layer.kind === 'pool', 'programs are read of other people, never written');
      chain.series(layer.channels, layer.length, `pool${l}`);
      chain.then('GlobalAveragePool', [], `pool${l}`);
    }
  });
  chain.flat('flattened');
  const { nodes, constants } = chain.endingIn('margin');
  return { nodes: [...scaled.nodes, ...nodes], constants: [...scaled.constants, ...constants] };
}

function addDense(chain: Chain, layer: DenseLayer, name: string): void {
  chain.flat(`${name}_flat`);
  chain.constant({ name: `${name}_weights`, dims: [layer.outputs, layer.inputs], data: layer.weights });
  chain.constant({ name: `${name}_bias`, dims: [layer.outputs], data: layer.bias });
  chain.then('Gemm', [`${name}_weights`, `${name}_bias`], `${name}_sum`, [{ kind: 'int', name: 'transB', value: 1 }]);
  if (layer.relu) chain.then('Relu', [], name);
  if (layer.squash) chain.then(layer.squash === 'tanh' ? 'Tanh' : 'Sigmoid', [], name);
}

function addConv(chain: Chain, layer: ConvLayer, name: string): void {
  chain.series(layer.channels, layer.length, name);
  chain.constant({ name: `${name}_weights`, dims: [layer.filters, layer.channels, layer.kernel], data: layer.weights });
  chain.constant({ name: `${name}_bias`, dims: [layer.filters], data: layer.bias });
  chain.then('Conv', [`${name}_weights`, `${name}_bias`], `${name}_sum`);
  chain.then('Relu', [], name);
}

/** Nodes in a row, each taking what the one before gives. */
class Chain {
  private readonly nodes: OnnxNode[] = [];
  private readonly constants: OnnxTensor[] = [];
  private last: string;
  /** Whether the values have the shape [rows, channels, length] rather than [rows, width]. */
  private shaped = false;

  constructor(start: string) {
    this.last = start;
  }

  constant(tensor: OnnxTensor): void {
    this.constants.push(tensor);
  }

  then(op: string, inputs: readonly string[], output: string, attributes: OnnxNode['attributes'] = []): void {
    this.nodes.push({ op, inputs: [this.last, ...inputs], outputs: [output], domain: '', attributes });
    this.last = output;
  }

  /** Values as [rows, channels, length]. The 0 in the shape keeps the rows. */
  series(channels: number, length: number, name: string): void {
    if (this.shaped) return;
    this.constant({ name: `${name}_shape`, dims: [3], data: BigInt64Array.of(0n, BigInt(channels), BigInt(length)) });
    this.then('Reshape', [`${name}_shape`], `${name}_series`);
    this.shaped = true;
  }

  /** Values as [rows, width]. */
  flat(name: string): void {
    if (this.shaped) this.then('Flatten', [], name, [{ kind: 'int', name: 'axis', value: 1 }]);
    this.shaped = false;
  }

  /** The nodes, the last one's output under this name. */
  endingIn(name: string): GraphPart {
    const nodes = this.nodes.map((node, k) => (k === this.nodes.length - 1 ? { ...node, outputs: [name] } : node));
    return { nodes, constants: this.constants };
  }
}
