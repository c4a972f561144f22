/** Whether a name is an IANA time zone, such as UTC or Europe/Berlin. https://www.iana.org/time-zones */
export function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
