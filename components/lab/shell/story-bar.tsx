/** The sentence of the moment, under the panels and above the diagram. */
import { formatMs } from '@/simulations/kernel/time'
import type { StoryItem } from '@/simulations/story/story'
import { StoryText } from '../story/story-panel'
import { nothingYet } from '../story/nothing-yet'
import styles from './story-bar.module.css'

export function StoryBar({ at, sentence }: { at: number; sentence: StoryItem | null }) {
  return (
    <p className={styles.story}>
      <time className={styles.time}>{formatMs(at)}</time>
      <span>
        <Sentence sentence={sentence} />
      </span>
    </p>
  )
}

export function Sentence({ sentence }: { sentence: StoryItem | null }) {
  return sentence ? <StoryText item={sentence} /> : nothingYet
}
