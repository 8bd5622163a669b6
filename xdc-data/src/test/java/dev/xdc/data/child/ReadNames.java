package dev.xdc.data.child;

import dev.xdc.clip.ClipBatch;
import dev.xdc.clip.ClipReader;
import dev.xdc.clip.ClipRequest;
import dev.xdc.clip.ClipSpec;
import dev.xdc.clip.Modality;
import dev.xdc.data.Leftovers;
import dev.xdc.data.media.FfmpegPrograms;
import dev.xdc.data.media.FileNames;
import dev.xdc.data.media.MediaProbe;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.data.reader.MediaList;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.IntStream;

/** Decodes one clip of every file of a list and prints what it is called and how it begins. */
public final class ReadNames {

  private static final ClipSpec SPEC =
      ClipSpec.paper().toBuilder().optFramesPerSecond(16).optShortSide(24).optCrop(24).build();

  private ReadNames() {}

  public static void main(String[] arguments) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    MediaList list = MediaList.of(Path.of(arguments[0]));
    List<ClipRequest> clips =
        IntStream.range(0, list.items().size()).mapToObj(ClipRequest::centre).toList();
    try (MediaDataset set =
            MediaDataset.builder().setFiles(list).setSpec(SPEC).optCacheBytes(0).build();
        ClipReader reader = set.read(EnumSet.allOf(Modality.class), clips, clips.size())) {
      ClipBatch batch = reader.next();
      for (ClipRequest clip : batch.clips()) {
        float red = batch.row(Modality.VIDEO, clip.index()).get(0);
        out.println(Math.round((red * 0.22803f + 0.43216f) * 255) + " " + set.id(clip.index()));
      }
    }
    try {
      new MediaProbe(FfmpegPrograms.find()).probe(FileNames.resolve(Path.of("/"), "wo\u0308\n."));
    } catch (IOException e) {
      out.println(e.getMessage());
    }
    Leftovers.assertNone();
  }
}
