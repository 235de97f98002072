/** Which topic partition a key belongs to: murmur2, as Kafka's default partitioner hashes keys. */

/** @returns a partition in [0, partitions) */
export function partitionFor(key: string, partitions: number): number {
  return (murmur2(new TextEncoder().encode(key)) & 0x7fffffff) % partitions
}

/** Austin Appleby's MurmurHash2, 32 bits, with Kafka's seed. */
function murmur2(bytes: Uint8Array): number {
  const multiplier = 0x5bd1e995
  const length = bytes.length
  let hash = 0x9747b28c ^ length
  const byte = (index: number) => bytes[index] ?? 0
  for (let index = 0; index + 4 <= length; index += 4) {
    let word =
      byte(index) | (byte(index + 1) << 8) | (byte(index + 2) << 16) | (byte(index + 3) << 24)
    word = Math.imul(word, multiplier)
    word ^= word >>> 24
    word = Math.imul(word, multiplier)
    hash = Math.imul(hash, multiplier) ^ word
  }
  const rest = length & ~3
  const left = length & 3
  if (left === 3) hash ^= byte(rest + 2) << 16
  if (left >= 2) hash ^= byte(rest + 1) << 8
  if (left >= 1) hash = Math.imul(hash ^ byte(rest), multiplier)
  hash ^= hash >>> 13
  hash = Math.imul(hash, multiplier)
  hash ^= hash >>> 15
  return hash | 0
}
