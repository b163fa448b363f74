/** What the families' graphs are made of. */
import type { InputScaling } from '../../../../src/shared/models/input-scaling.ts';
import type { OnnxNode, OnnxTensor } from '../onnx-writer.ts';

/** Nodes that end in `margin`, and the constants that they use. */
export interface GraphPart {
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxTensor[];
}

/** (features - center) * factor, when there is a scaling. `output` is the name of what comes after. */
export function scalingPart(scaling: InputScaling | null): GraphPart & { readonly output: string } {
  if (!scaling) return { nodes: [], constants: [], output: 'features' };
  return {
    nodes: [
      { op: 'Sub', inputs: ['features', 'center'], outputs: ['centered'], domain: '' },
      { op: 'Mul', inputs: ['centered', 'factor'], outputs: ['scaled'], domain: '' },
    ],
    constants: [
      { name: 'center', dims: [scaling.center.length], data: scaling.center },
      { name: 'factor', dims: [scaling.factor.length], data: scaling.factor },
    ],
    output: 'scaled',
  };
}
