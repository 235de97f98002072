import { expect, it } from 'vitest'
import { curriculum } from '../content/curriculum'
import { labIds, labs } from '../simulations/registry'

it('gives every lab under its own id, to a chapter that lists it', async () => {
  for (const id of labIds) {
    const lab = await labs[id]?.()
    expect(lab?.id).toBe(id)
    const chapter = curriculum.find((candidate) => candidate.id === lab?.chapter)
    expect(chapter?.labs).toContain(id)
  }
})
