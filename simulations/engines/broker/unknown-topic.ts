import { EffectError } from '../../kernel/errors'

export function unknownTopic(topic: string, known: readonly string[]): EffectError {
  return new EffectError(`No topic is called "${topic}". Topics here: ${known.join(', ')}.`, {
    code: 'UNKNOWN_TOPIC_OR_PARTITION',
    definite: true,
  })
}
