/** The anchor of a heading: lower case words joined by hyphens, the same in the page and its contents. */
export function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[’'`]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}
