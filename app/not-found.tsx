import type { Metadata } from 'next'
import Link from 'next/link'

export const metadata: Metadata = { title: 'No such page' }

export default function NotFound() {
  return (
    <main
      id="content"
      tabIndex={-1}
      className="mx-auto max-w-[1240px] px-4 pt-12 pb-18 outline-none mid:px-6 mid:pt-18"
    >
      <h1 className="display text-t6">No row for this address</h1>
      <p className="mt-4 max-w-[656px] font-serif text-t3 leading-[1.6]">
        The address may have been mistyped, or the page has moved. Every chapter that exists is in{' '}
        <Link href="/chapters/">the list of chapters</Link>; the first lab is on{' '}
        <Link href="/">the home page</Link>.
      </p>
    </main>
  )
}
