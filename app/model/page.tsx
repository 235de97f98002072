import type { Metadata } from 'next'
import prose from '@/components/lesson/prose.module.css'
import Limits from '@/docs/what-the-model-leaves-out.md'

export const metadata: Metadata = {
  title: 'What the model leaves out',
  description: 'Where a run in these labs differs from the same services in production.',
}

export default function ModelPage() {
  return (
    <main
      id="content"
      tabIndex={-1}
      className="mx-auto max-w-[704px] px-4 pt-9 pb-18 outline-none mid:px-6 mid:pt-14"
    >
      <div className={prose.prose}>
        <Limits components={{ h1: Title }} />
      </div>
    </main>
  )
}

function Title({ children }: { children?: React.ReactNode }) {
  return <h1 className="display mb-6 text-t6">{children}</h1>
}
