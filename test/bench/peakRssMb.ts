/** The most memory that this process has had resident, in megabytes. */
export function peakRssMb(): number {
  // The system tells it in kibibytes.
  return process.resourceUsage().maxRSS / 1_024;
}
