/** Finds the minimum of a smooth function (limited-memory BFGS, Nocedal 1980, with backtracking). */

/** Puts the gradient at `point` into `gradient` and returns the value there. */
export type SmoothFunction = (point: Float64Array, gradient: Float64Array) => number;

/** Pairs of steps remembered to approximate the curvature. */
const MEMORY = 8;

export function minimise(
  f: SmoothFunction,
  start: Float64Array,
  rounds = 200,
  tolerance = 1e-6,
): Float64Array {
  const size = start.length;
  let point = start.slice();
  let gradient = new Float64Array(size);
  let value = f(point, gradient);
  const steps: { moved: Float64Array; turned: Float64Array; scale: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    if (Math.sqrt(dot(gradient, gradient)) <= tolerance * Math.max(1, Math.sqrt(dot(point, point)))) break;
    const direction = descent(gradient, steps);
    const slope = dot(direction, gradient);
    if (!(slope < 0)) break;
    let length = steps.length === 0 ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
    const next = new Float64Array(size);
    const nextGradient = new Float64Array(size);
    let nextValue = Number.POSITIVE_INFINITY;
    for (; length > 1e-12; length *= 0.5) {
      for (let at = 0; at < size; at++) next[at] = point[at]! + length * direction[at]!;
      nextValue = f(next, nextGradient);
      // Armijo's condition: enough gained for the length of the step.
      if (nextValue <= value + 1e-4 * length * slope) break;
    }
    if (!(nextValue < value)) break;
    const moved = next.map((to, at) => to - point[at]!);
    const turned = nextGradient.map((to, at) => to - gradient[at]!);
    const curvature = dot(moved, turned);
    if (curvature > 1e-12) {
      steps.push({ moved, turned, scale: 1 / curvature });
      if (steps.length > MEMORY) steps.shift();
    }
    const gained = value - nextValue;
    point = next;
    gradient = nextGradient;
    value = nextValue;
    if (gained <= 1e-10 * Math.max(1, Math.abs(value))) break;
  }
  return point;
}

function descent(
  gradient: Float64Array,
  steps: readonly { moved: Float64Array; turned: Float64Array; scale: number }[],
): Float64Array {
  const direction = gradient.map((slope) => -slope);
  const parts = new Float64Array(steps.length);
  for (let at = steps.length - 1; at >= 0; at--) {
    const { moved, turned, scale } = steps[at]!;
    parts[at] = scale * dot(moved, direction);
    for (let place = 0; place < direction.length; place++) direction[place]! -= parts[at]! * turned[place]!;
  }
  const last = steps.at(-1);
  if (last) {
    const stretch = 1 / (last.scale * dot(last.turned, last.turned));
    for (let place = 0; place < direction.length; place++) direction[place]! *= stretch;
  }
  steps.forEach(({ moved, turned, scale }, at) => {
    const part = parts[at]! - scale * dot(turned, direction);
    for (let place = 0; place < direction.length; place++) direction[place]! += part * moved[place]!;
  });
  return direction;
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < left.length; at++) sum += left[at]! * right[at]!;
  return sum;
}
