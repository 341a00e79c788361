export { cosine } from "./cosine.ts";
export { ddpm } from "./ddpm.ts";
export { linear } from "./linear.ts";
export { linearSigmaMin } from "./linear_sigma_min.ts";
export { linearVariancePreserving } from "./linear_variance_preserving.ts";
export { polynomial } from "./polynomial.ts";
export { variancePreserving } from "./variance_preserving.ts";
