/** Scaling of the inputs of models that measure distances or take gradients: (x - center) * factor, in float32 as ONNX does it. */

export interface InputScaling {
  /** One a feature: the training mean. */
  readonly center: Float32Array;
  /** One a feature: 1 / training deviation; 0 for a feature that did not vary, which then has no influence. */
  readonly factor: Float32Array;
}

/** Writes the scaled row that starts at `offset` of `x` into `into`. Each of the two steps rounds to float32, so that ONNX's Sub and Mul see the same. */
export function scaleRow(scaling: InputScaling, x: Float32Array, offset: number, into: Float32Array): void {
  const { center, factor } = scaling;
  for (let j = 0; j < center.length; j++) into[j] = Math.fround(x[offset + j]! - center[j]!) * factor[j]!;
}
