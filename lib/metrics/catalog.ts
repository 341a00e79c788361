export { endpointCovariance } from "./endpoint_covariance.ts";
export { energyDistance } from "./energy_distance.ts";
export { logLikelihood } from "./log_likelihood.ts";
export { nfeCurve } from "./nfe_curve.ts";
export { normalizedPathEnergy } from "./normalized_path_energy.ts";
export { slicedWasserstein } from "./sliced_wasserstein.ts";
export { straightness } from "./straightness.ts";
export { wasserstein2 } from "./wasserstein2.ts";
