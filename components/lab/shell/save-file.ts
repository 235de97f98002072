/** Offers a text to the browser as a download. Nothing leaves the machine. */
export function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has begun; the browser holds what it needs of it.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
