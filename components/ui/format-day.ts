/** The time of a day that is today, and the day of any other, as the reader's browser writes them. */
export function formatDay(at: number, now: number = Date.now()): string {
  const day = new Date(at)
  return day.toDateString() === new Date(now).toDateString()
    ? day.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' })
    : day.toLocaleDateString(undefined, { day: 'numeric', month: 'short' })
}
