/** Numbers in double precision. */
type Doubles = Float64Array;

/** The size of a batch of images, `[B, H, W, C]`. */
export type ImageSize = readonly [batch: number, height: number, width: number, channels: number];

/** `x·sigmoid(x)` of every entry. */
export function silus(x: Doubles): Doubles {
  return x.map((value) => value / (1 + Math.exp(-value)));
}

/** The sum of two arrays. */
export function sums(a: Doubles, b: Doubles): Doubles {
  return a.map((value, i) => value + b[i]!);
}

/** `x Wᵀ + b` of rows, with `W` of `[outputs, inputs]`. */
export function products(x: Doubles, weight: Doubles, bias: Doubles): Doubles {
  const outputs = bias.length;
  const inputs = weight.length / outputs;
  return Float64Array.from({ length: x.length / inputs * outputs }, (_, at) => {
    const [row, output] = [Math.floor(at / outputs), at % outputs];
    let sum = bias[output]!;
    for (let i = 0; i < inputs; i++) sum += x[row * inputs + i]! * weight[output * inputs + i]!;
    return sum;
  });
}

/** A convolution with filters `[outputs, inputs, kernel, kernel]`, at every `stride`th pixel from the first. */
export function convolved(
  x: Doubles,
  [batch, height, width, inputs]: ImageSize,
  weight: Doubles,
  bias: Doubles,
  stride = 1,
): Doubles {
  const outputs = bias.length;
  const kernel = Math.sqrt(weight.length / outputs / inputs);
  const reach = (kernel - 1) / 2;
  const [rows, columns] = [Math.ceil(height / stride), Math.ceil(width / stride)];
  return Float64Array.from({ length: batch * rows * columns * outputs }, (_, at) => {
    const [pixel, output] = [Math.floor(at / outputs), at % outputs];
    const [line, column] = [Math.floor(pixel / columns), pixel % columns * stride];
    const [image, row] = [Math.floor(line / rows), line % rows * stride];
    let sum = bias[output]!;
    for (let tap = 0; tap < kernel * kernel; tap++) {
      const [i, j] = [row + Math.floor(tap / kernel) - reach, column + tap % kernel - reach];
      if (i < 0 || i >= height || j < 0 || j >= width) continue;
      for (let input = 0; input < inputs; input++) {
        sum += x[((image * height + i) * width + j) * inputs + input]! *
          weight[(output * inputs + input) * kernel * kernel + tap]!;
      }
    }
    return sum;
  });
}

/** Group normalisation. */
export function normalized(
  x: Doubles,
  [batch, height, width, channels]: ImageSize,
  groups: number,
  weight: Doubles,
  bias: Doubles,
): Doubles {
  const out = new Float64Array(x.length);
  const pixels = height * width;
  const size = channels / groups;
  for (let block = 0; block < batch * groups; block++) {
    const places = Array.from(
      { length: pixels * size },
      (_, i) =>
        (Math.floor(block / groups) * pixels + Math.floor(i / size)) * channels + block % groups * size +
        i % size,
    );
    const mean = places.reduce((sum, at) => sum + x[at]!, 0) / places.length;
    const variance = places.reduce((sum, at) => sum + (x[at]! - mean) ** 2, 0) / places.length;
    for (const at of places) {
      out[at] = (x[at]! - mean) / Math.sqrt(variance + 1e-5) * weight[at % channels]! + bias[at % channels]!;
    }
  }
  return out;
}

/** The means of 2×2 pixels. */
export function halved(x: Doubles, [batch, height, width, channels]: ImageSize): Doubles {
  const out = new Float64Array(batch * height * width * channels / 4);
  x.forEach((value, at) => {
    const [pixel, channel] = [Math.floor(at / channels), at % channels];
    const [line, column] = [Math.floor(pixel / width), pixel % width];
    const to = Math.floor(line / 2) * width / 2 + Math.floor(column / 2);
    out[to * channels + channel]! += value / 4;
  });
  return out;
}

/** Every pixel four times, as a square. */
export function doubled(x: Doubles, [batch, height, width, channels]: ImageSize): Doubles {
  return Float64Array.from({ length: batch * height * width * channels * 4 }, (_, at) => {
    const [pixel, channel] = [Math.floor(at / channels), at % channels];
    const [line, column] = [Math.floor(pixel / (2 * width)), pixel % (2 * width)];
    return x[(Math.floor(line / 2) * width + Math.floor(column / 2)) * channels + channel]!;
  });
}
