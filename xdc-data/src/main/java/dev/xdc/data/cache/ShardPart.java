package dev.xdc.data.cache;

import java.io.Serializable;

/**
 * One file inside a shard.
 *
 * @param name what follows the video's key and a dot, such as {@code frames.npy}
 * @param offset where its bytes begin in the shard; its tar header is the 512 bytes before
 * @param bytes its length
 * @param crc32c CRC-32C of its bytes, eight hexadecimal digits
 */
record ShardPart(String name, long offset, long bytes, String crc32c) implements Serializable {

  /** The end of the name of frames kept raw. */
  static final String FRAMES = "frames.npy";

  /** The end of the name of sound kept raw. */
  static final String SOUND = "sound.npy";

  /** The end of the name of a video kept encoded. */
  static final String MEDIA = "mp4";

  /** The end of the name of a video's description. */
  static final String DESCRIPTION = "json";
}
