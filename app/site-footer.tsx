import Link from 'next/link'
import { ProgressNote } from '@/components/progress/progress-note'
import { curriculum } from '@/content/curriculum'

export function SiteFooter() {
  const written = curriculum.filter((chapter) => chapter.written).length
  return (
    <footer className="mx-auto max-w-[1240px] px-4 pt-6 pb-12 text-ink-2 mid:px-6">
      <p className="border-rule border-t pt-4">
        Everything runs in your browser, and nothing leaves it. {written} of {curriculum.length}{' '}
        chapters {written === 1 ? 'is' : 'are'} written. A lab is a model:{' '}
        <Link href="/model/">what it leaves out</Link>.
      </p>
      <ProgressNote />
    </footer>
  )
}
