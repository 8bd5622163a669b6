package dev.xdc.data.sets;

import dev.xdc.clip.Modality;
import dev.xdc.data.media.Segment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * VGG-Sound: sounds whose source is seen, clips of 10 s from YouTube videos, 309 classes.
 *
 * <p>List, as Oxford's Visual Geometry Group publishes it: {@code vggsound.csv} without a header,
 * lines {@code ID,START,"LABEL",train} or {@code test}. Clips, as in the authors' examples: {@code
 * ID_START.mp4} or {@code .wav} with six digits. Whole videos, {@code ID.mp4}, are cut. Clips that
 * have vanished from the web are counted. Classes are numbered by name.
 */
public final class VggSound implements DataSetReader {

  private static final String LIST = "vggsound.csv";
  private static final int SECONDS = 10;

  private final DataSetInfo info;

  /** The whole data set. */
  public VggSound() {
    this(new SplitSizes(309, List.of()));
  }

  /** A part of the data set, with a list of your own. */
  public VggSound(SplitSizes sizes) {
    info =
        new DataSetInfo(
            "vggsound",
            "VGG-Sound: sounds whose source is seen, clips of 10 s from the web",
            Set.of(Modality.values()),
            sizes,
            true,
            List.of(
                "vggsound.csv of https://www.robots.ox.ac.uk/~vgg/data/vggsound/,",
                "clips as ID_START.mp4 with six digits, or whole videos as ID.mp4, in any folder"));
  }

  @Override
  public DataSetInfo info() {
    return info;
  }

  @Override
  public DataSetSplits scan(Path root) throws IOException {
    FoundFiles found = FoundFiles.under(root, LIST::equals);
    Path list = found.require(LIST, info);
    Set<String> classes = new TreeSet<>();
    PartBuilder train = new PartBuilder(found);
    PartBuilder test = new PartBuilder(found);
    ListFile.readPlain(
        list,
        4,
        line -> {
          double start = ListFile.seconds(list, line, line.get(1));
          String label = line.get(2);
          classes.add(label);
          PartBuilder part =
              switch (line.get(3)) {
                case "train" -> train;
                case "test" -> test;
                default ->
                    throw ListFile.fault(
                        list,
                        line.getParser().getCurrentLineNumber(),
                        "split is \"" + line.get(3) + "\", must be train or test");
              };
          String id = line.get(0);
          part.addWebClip(
              id + "_" + WebClips.digits(start),
              label,
              List.of(),
              id,
              new Segment(start, start + SECONDS));
        });
    List<String> names = List.copyOf(classes);
    Split split =
        new Split(
            "test",
            train.build(info.name() + " train", names),
            test.build(info.name() + " test", names));
    return new DataSetSplits(info, names, List.of(split));
  }
}
