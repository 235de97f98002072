import { Hero } from './home/hero'
import { Strata } from './home/strata'

export default function HomePage() {
  return (
    <main id="content" tabIndex={-1} className="outline-none">
      <Hero />
      <Strata />
    </main>
  )
}
