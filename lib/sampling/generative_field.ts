import type { Interpolant } from "../paths/interpolant.ts";
import { type Path, ratioOf, timeOf } from "../paths/path.ts";
import type { Field, State } from "../solvers/solver.ts";
import type { OutputWeights, Target } from "../targets/target.ts";

/**
 * What a network answers, head by head: each an array like `x`. `rows` says which of the caller's samples each one is;
 * all of them in order unless given.
 */
export type NetworkCall<S extends State = State> = (
  x: S,
  t: Float64Array,
  rows?: Uint32Array,
) => Promise<readonly S[]>;

/** How a network's answers are to be read. */
export interface FieldRules {
  /** What it was trained to answer. */
  readonly target: Target;
  /** What it was trained on. */
  readonly interpolant: Interpolant;
  /** The path to sample on, if it is another one. */
  readonly path?: Path | undefined;
  /** Whether the output itself is taken for the velocity; not so unless given. */
  readonly takesOutput?: boolean;
}

/** What the network is asked at a time, and what is made of its answer. */
export interface Reading extends OutputWeights {
  /** The network's time. */
  readonly t: number;
  /** The factor from a point of the sampling path to what the network is given. */
  readonly input: number;
}

/** What can be made of an answer. */
export type Quantity = "velocity" | "data" | { readonly variance: number };

/** `a·first + b·second`. */
function combine(a: number, first: OutputWeights, b: number, second: OutputWeights): OutputWeights {
  // A weight of 0 takes a term out, also one that is not finite.
  const sum = (p: number, q: number): number => (a === 0 ? 0 : a * p) + (b === 0 ? 0 : b * q);
  return {
    x: sum(first.x, second.x),
    outputs: first.outputs.map((weight, head) => sum(weight, second.outputs[head]!)),
  };
}

/**
 * Reads a network's answer at one time on the path that is sampled on.
 *
 * On another path than that of the training, the network is asked at the time with the same ratio `α/σ`, about the
 * point scaled to the noise of that time; what it expects of data and source is the same on either path.
 */
function reading(asked: number, quantity: Quantity, rules: FieldRules): Reading {
  const { target, interpolant, path } = rules;
  const bounded = (t: number): number => Math.min(Math.max(t, target.smallestTime), target.largestTime);
  if (rules.takesOutput) return { t: bounded(asked), input: 1, x: 0, outputs: [1] };
  if (path === undefined) {
    const t = bounded(asked);
    const at = interpolant.at(t);
    if (quantity === "data") return readAs(t, 1, target.data(at));
    const velocity = target.velocity(at);
    if (quantity === "velocity") return readAs(t, 1, velocity);
    return readAs(t, 1, combine(1, velocity, quantity.variance / 2, target.score(at)));
  }
  const there = path.at(asked);
  const t = bounded(timeOf(interpolant.path, ratioOf(there)));
  const at = interpolant.at(t);
  // Of two equal forms, the one that divides by the larger coefficient.
  const scale = at.sigma > at.alpha ? there.sigma / at.sigma : there.alpha / at.alpha;
  const scaled = ({ x, outputs }: OutputWeights): OutputWeights => ({ x: x / scale, outputs });
  const data = scaled(target.data(at));
  if (quantity === "data") return readAs(t, 1 / scale, data);
  const noise = scaled(target.noise(at));
  const velocity = combine(there.alphaDot, data, there.sigmaDot, noise);
  if (quantity === "velocity") return readAs(t, 1 / scale, velocity);
  return readAs(t, 1 / scale, combine(1, velocity, -quantity.variance / (2 * there.sigma), noise));
}

/** A reading by its parts; spreading the weights takes several times as long, and every sample may need one. */
function readAs(t: number, input: number, { x, outputs }: OutputWeights): Reading {
  return { t, input, x, outputs };
}

/**
 * Makes a field for solvers of a network: each answer is one network call and one linear combination of point and
 * outputs, with weights computed in double precision.
 *
 * A time outside the target's bounds is answered as if it were the nearest within.
 *
 * @param call The network.
 * @param rules How to read it.
 */
export function generativeField<S extends State>(call: NetworkCall<S>, rules: FieldRules): Field<S> {
  const { target: { smallestTime, largestTime, velocityTensor }, path, takesOutput = false } = rules;
  /** Whether the output is the velocity at all times: then there is nothing to compute for each sample. */
  const answersVelocity = takesOutput || path === undefined && velocityTensor === undefined;
  const isUnbounded = smallestTime === 0 && largestTime === 1;
  const ask = async (x: S, times: Float64Array, quantity: Quantity, rows?: Uint32Array): Promise<S> => {
    if (quantity === "velocity" && answersVelocity) {
      const t = isUnbounded ? times : times.map((t) => Math.min(Math.max(t, smallestTime), largestTime));
      return (await call(x, t, rows))[0]!;
    }
    const readings = readingsOf(times, quantity, rules);
    const outputs = await call(askedPoints(x, readings), askedTimes(readings), rows);
    return readAnswer(x, outputs, readings);
  };
  return {
    velocity: (x, t, rows) => ask(x, t, "velocity", rows),
    data: (x, t, rows) => ask(x, t, "data", rows),
    drift: (x, t, variance, rows) => ask(x, t, variance === 0 ? "velocity" : { variance }, rows),
    at: (t) => (rules.path ?? rules.interpolant.path).at(t),
  };
}

/** The reading of every sample; computed once where all are at the same time. */
export function readingsOf(times: Float64Array, quantity: Quantity, rules: FieldRules): Reading[] {
  const shared = reading(times[0]!, quantity, rules);
  const readings = Array<Reading>(times.length).fill(shared);
  // Plain loops: with a time for every sample there are thousands of readings for each call of a small network.
  for (let i = 1; i < times.length; i++) {
    if (times[i] !== times[0]) readings[i] = reading(times[i]!, quantity, rules);
  }
  return readings;
}

/** The times that the network is asked about. */
export function askedTimes(readings: readonly Reading[]): Float64Array {
  const times = new Float64Array(readings.length);
  for (let i = 0; i < times.length; i++) times[i] = readings[i]!.t;
  return times;
}

/** The points that the network is asked about; the same array where none is scaled. */
export function askedPoints<S extends State>(x: S, readings: readonly Reading[]): S {
  if (readings.every(({ input }) => input === 1)) return x;
  const size = x.length / readings.length;
  return x.map((value, e) => readings[Math.floor(e / size)]!.input * value) as S;
}

/** The sum of point and outputs by every sample's weights; the output itself where that is the sum. */
export function readAnswer<S extends State>(x: S, outputs: readonly S[], readings: readonly Reading[]): S {
  const isOutput = readings.every(({ x, outputs: [first, ...others] }) =>
    x === 0 && first === 1 && others.every((weight) => weight === 0)
  );
  if (isOutput) return outputs[0]!;
  const size = x.length / readings.length;
  const answer = x.slice() as S;
  for (let i = 0; i < readings.length; i++) {
    const weights = readings[i]!;
    for (let e = i * size; e < (i + 1) * size; e++) {
      let sum = weights.x === 0 ? 0 : weights.x * x[e]!;
      for (let h = 0; h < outputs.length; h++) sum += weights.outputs[h]! * outputs[h]![e]!;
      answer[e] = sum;
    }
  }
  return answer;
}

/** Where a field's velocity exists. */
export interface FieldEnds {
  /** Whether it has a limit at the first time. */
  readonly start: boolean;
  /** Whether it has one at the last; without it the last step has to jump to the data that are expected. */
  readonly end: boolean;
}

/**
 * Finds out whether a field's velocity exists at the ends of the path that is sampled on.
 *
 * @param rules How the network is read.
 */
export function fieldEnds(rules: FieldRules): FieldEnds {
  const isFinite = (t: number): boolean => {
    const { x, outputs } = reading(t, "velocity", rules);
    return Number.isFinite(x) && outputs.every(Number.isFinite);
  };
  return { start: isFinite(0), end: isFinite(1) };
}
