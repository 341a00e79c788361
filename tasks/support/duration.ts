/**
 * Writes a length of time with the two units that matter: `8.3s`, `1m12s`, `1h02m`.
 *
 * @param milliseconds The length of time, not negative.
 * @returns It in seconds below a minute, in minutes and seconds below an hour, else in hours and minutes.
 */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  // Each unit ends where rounding would show 60 of it.
  if (seconds < 59.95) return `${seconds.toFixed(1)}s`;
  const [whole, small, units] = seconds < 3599.5
    ? [Math.round(seconds), 60, ["m", "s"]] as const
    : [Math.round(seconds / 60), 60, ["h", "m"]] as const;
  return `${Math.floor(whole / small)}${units[0]}${`${whole % small}`.padStart(2, "0")}${units[1]}`;
}
