/** An example to learn from: numbers, and whether it happened. */
export interface Example {
  readonly features: readonly number[];
  readonly happened: boolean;
}

/** Where weights are drawn to while there is little to learn from, and how strongly. */
export interface Prior {
  readonly weights: readonly number[];
  /** One over the variance of each weight. */
  readonly strengths: readonly number[];
}

const mostSteps = 15;

/** Probability of the model for some features. */
export function probabilityOf(weights: readonly number[], features: readonly number[]): number {
  return logistic(dot(weights, features));
}

export function logit(probability: number): number {
  return Math.log(probability / (1 - probability));
}

/**
 * Weights of a logistic regression with a normal prior (ridge), by Newton's method; a step that makes the loss larger is
 * halved. The loss is strictly convex, so that there is one answer and no chance in finding it.
 */
export function fitLogistic(examples: readonly Example[], prior: Prior): readonly number[] {
  let weights = prior.weights;
  let loss = lossOf(weights, examples, prior);
  for (let step = 0; step < mostSteps; step += 1) {
    const direction = newtonStep(weights, examples, prior);
    let size = 1;
    let next = moved(weights, direction, size);
    let nextLoss = lossOf(next, examples, prior);
    while (nextLoss > loss && size > 1e-4) {
      size /= 2;
      next = moved(weights, direction, size);
      nextLoss = lossOf(next, examples, prior);
    }
    if (!(loss - nextLoss > 1e-12 * (1 + loss))) break;
    weights = next;
    loss = nextLoss;
  }
  return weights;
}

function lossOf(
  weights: readonly number[],
  examples: readonly Example[],
  { weights: centre, strengths }: Prior,
): number {
  const penalty = weights.reduce(
    (sum, weight, index) =>
      sum + ((strengths[index] ?? 0) * (weight - (centre[index] ?? 0)) ** 2) / 2,
    0,
  );
  return examples.reduce((sum, { features, happened }) => {
    const sign = happened ? -1 : 1;
    return sum + softplus(sign * dot(weights, features));
  }, penalty);
}

/** Gradient and curvature of the loss, and the step that would end at the bottom were it a parabola. */
function newtonStep(
  weights: readonly number[],
  examples: readonly Example[],
  { weights: centre, strengths }: Prior,
): readonly number[] {
  const size = weights.length;
  const gradient = weights.map(
    (weight, index) => (strengths[index] ?? 0) * (weight - (centre[index] ?? 0)),
  );
  const curvature = weights.map((_, row) =>
    weights.map((_weight, column) => (row === column ? (strengths[row] ?? 0) : 0)),
  );
  for (const { features, happened } of examples) {
    const probability = probabilityOf(weights, features);
    const error = probability - (happened ? 1 : 0);
    const bend = probability * (1 - probability);
    for (let row = 0; row < size; row += 1) {
      const value = features[row] ?? 0;
      gradient[row] = (gradient[row] ?? 0) + error * value;
      const line = curvature[row] ?? [];
      for (let column = 0; column <= row; column += 1) {
        line[column] = (line[column] ?? 0) + bend * value * (features[column] ?? 0);
      }
    }
  }
  return solve(curvature, gradient);
}

/** Solves A x = b by Cholesky's method for a positive definite A, of which the lower half is read and overwritten. */
function solve(a: number[][], b: readonly number[]): readonly number[] {
  const at = (row: number, column: number): number => a[row]?.[column] ?? 0;
  const partial = (row: number, column: number): number => {
    let value = at(row, column);
    for (let each = 0; each < column; each += 1) value -= at(row, each) * at(column, each);
    return value;
  };
  for (const [row, line] of a.entries()) {
    for (let column = 0; column < row; column += 1) {
      line[column] = partial(row, column) / at(column, column);
    }
    line[row] = Math.sqrt(Math.max(partial(row, row), Number.MIN_VALUE));
  }
  const x = [...b];
  for (let row = 0; row < x.length; row += 1) {
    for (let each = 0; each < row; each += 1)
      x[row] = (x[row] ?? 0) - at(row, each) * (x[each] ?? 0);
    x[row] = (x[row] ?? 0) / at(row, row);
  }
  for (let row = x.length - 1; row >= 0; row -= 1) {
    for (let each = row + 1; each < x.length; each += 1) {
      x[row] = (x[row] ?? 0) - at(each, row) * (x[each] ?? 0);
    }
    x[row] = (x[row] ?? 0) / at(row, row);
  }
  return x;
}

function moved(weights: readonly number[], by: readonly number[], size: number): readonly number[] {
  return weights.map((weight, index) => weight - size * (by[index] ?? 0));
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

/** log(1 + exp(value)) without overflow. */
function softplus(value: number): number {
  return Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value)));
}
