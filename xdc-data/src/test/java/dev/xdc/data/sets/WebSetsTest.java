package dev.xdc.data.sets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xdc.clip.ClipSpec;
import dev.xdc.data.TestMedia;
import dev.xdc.data.media.MediaInfo;
import dev.xdc.data.reader.MediaCsv;
import dev.xdc.data.reader.MediaDataset;
import dev.xdc.data.reader.MediaList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebSetsTest {

  private static final String KINETICS = "label,youtube_id,time_start,time_end,split,is_cc";
  private static final SplitSizes TWO = new SplitSizes(2, List.of());

  @TempDir Path folder;
  private Miniature copy;

  @BeforeEach
  void start() {
    copy = new Miniature(folder);
  }

  private void kinetics() throws IOException {
    copy.write(
            "annotations/train.csv",
            KINETICS,
            "\"arranging flowers\",-aaaaaaaaaa,7,17,train,0",
            "zumba,bbbbbbbbbbb,1234,1244,train,0",
            "zumba,ccccccccccc,0,10,train,0")
        .write("annotations/val.csv", KINETICS, "zumba,ddddddddddd,3,13,val,0")
        .touch(
            "train/arranging flowers/-aaaaaaaaaa_000007_000017.mp4",
            "train/bbbbbbbbbbb_001234_001244.mkv",
            "val/zumba/ddddddddddd_000003_000013.mp4");
  }

  @Test
  void kineticsIsFoundInClassFoldersOrFlatAndMissingClipsAreCounted() throws IOException {
    kinetics();

    DataSetSplits sets = new Kinetics(400, TWO).read(folder);

    assertThat(sets.classes()).containsExactly("arranging flowers", "zumba");
    Split val = sets.split("val");
    assertThat(Miniature.ids(val.train()))
        .containsExactly(
            "train/arranging flowers/-aaaaaaaaaa_000007_000017.mp4",
            "train/bbbbbbbbbbb_001234_001244.mkv");
    assertThat(val.train().missing()).containsExactly("zumba/ccccccccccc_000000_000010");
    assertThat(val.train().listed()).isEqualTo(3);
    assertThat(val.test().files().label(0)).isEqualTo(1);
    assertThat(sets.gaps())
        .containsExactly(
            "val, train: 1 of 3 files missing, the first is zumba/ccccccccccc_000000_000010");
  }

  @Test
  void aWholeVideoIsCutByTheTimeStampsOfEachLine() throws IOException {
    copy.write(
            "train.csv",
            KINETICS,
            "zumba,aaaaaaaaaaa,2,4,train,0",
            "arranging flowers,aaaaaaaaaaa,6,8,train,0",
            "zumba,bbbbbbbbbbb,30,32,train,0")
        .write("val.csv", KINETICS, "zumba,aaaaaaaaaaa,8,9,val,0");
    TestMedia.ramps(folder.resolve("aaaaaaaaaaa.mkv"), "25", 25, 250);
    TestMedia.ramps(folder.resolve("bbbbbbbbbbb.mkv"), "25", 25, 50); // cut already
    MediaList train = new Kinetics(400, TWO).read(folder).split("val").train().files();
    try (MediaDataset set =
        MediaDataset.builder()
            .setFiles(train)
            .setSpec(ClipSpec.paper().toBuilder().optShortSide(24).optCrop(16).build())
            .build()) {
      assertThat(IntStream.range(0, 3).mapToObj(set::id))
          .containsExactly(
              "aaaaaaaaaaa.mkv#t=2,4", "aaaaaaaaaaa.mkv#t=6,8", "bbbbbbbbbbb.mkv#t=30,32");
      assertThat(set.index().files())
          .extracting(MediaInfo::startSeconds)
          .containsExactly(2.0, 6.0, 0.0);
      assertThat(set.index().files())
          .extracting(MediaInfo::durationSeconds)
          .containsExactly(2.0, 2.0, 2.0);
    }
    copy.write("val.csv", KINETICS, "zumba,aaaaaaaaaaa,8,8,val,0");
    assertThatThrownBy(() -> new Kinetics(400, TWO).read(folder))
        .hasMessageContaining("val.csv, line 2: segment ends at 8.0 s, must be after its start");
  }

  @Test
  void kineticsTestsOnItsTestListOnlyIfThatHasLabels() throws IOException {
    kinetics();
    copy.write("annotations/test.csv", "youtube_id,time_start,time_end,split", "x,0,10,test");
    Kinetics reader = new Kinetics(600, TWO);
    assertThat(reader.read(folder).splits()).extracting(Split::name).containsExactly("val");

    copy.write("annotations/test.csv", KINETICS, "zumba,eeeeeeeeeee,5,15,test,0")
        .touch("test/eeeeeeeeeee_000005_000015.mp4");
    assertThat(Miniature.labels(reader.read(folder).split("test").test())).containsExactly("zumba");
  }

  @Test
  void kineticsWithoutListsClipsOrClassesIsAnError() throws IOException {
    assertThatThrownBy(() -> new Kinetics(400).read(folder))
        .hasMessageContaining("no train.csv under")
        .hasMessageContaining("cvdfoundation/kinetics-dataset");
    copy.write("train.csv", KINETICS, "zumba,bbbbbbbbbbb,1,11,train,0");
    assertThatThrownBy(() -> new Kinetics(400).read(folder)).hasMessageContaining("no val.csv");
    copy.write("validate.csv", KINETICS, "zumba,ddddddddddd,3,13,val,0");
    assertThatThrownBy(() -> new Kinetics(700, new SplitSizes(1, List.of())).read(folder))
        .hasMessageContaining("kinetics700 in " + folder + ": none of its files found");
    assertThatThrownBy(() -> new Kinetics(400).read(folder))
        .hasMessageContaining("1 classes found, 400 expected");
    copy.write("train.csv", KINETICS, "zumba,bbbbbbbbbbb,soon,11,train,0");
    assertThatThrownBy(() -> new Kinetics(400).read(folder))
        .hasMessageContaining("train.csv, line 2: time is \"soon\"");
    assertThatThrownBy(() -> new Kinetics(500)).isInstanceOf(IllegalArgumentException.class);
  }

  private void audioSet() throws IOException {
    copy.write(
            "eval_segments.csv",
            "# Segments csv created Sun Mar  5 10:54:25 2017",
            "# num_ytids=2, num_segs=2, num_unique_labels=3, num_positive_labels=4",
            "# YTID, start_seconds, end_seconds, positive_labels",
            "-0RWZT-miFs, 420.000, 430.000, \"/m/03v3yw,/m/0k4j\"",
            "aaaaaaaaaaa, 0.000, 8.000, \"/m/09x0r\"")
        .write(
            "balanced_train_segments.csv",
            "# num_ytids=2, num_segs=2",
            "bbbbbbbbbbb, 30.000, 40.000, \"/m/0k4j,/m/09x0r\"",
            "ccccccccccc, 30.000, 40.000, \"/m/0k4j\"")
        .touch(
            "eval/-0RWZT-miFs_000420_000430.mp4",
            "eval/Yaaaaaaaaaaa.wav",
            "train/bbbbbbbbbbb_30000_40000.flac");
  }

  private void audioSetClasses() throws IOException {
    copy.write(
        "class_labels_indices.csv",
        "index,mid,display_name",
        "0,/m/09x0r,\"Speech\"",
        "1,/m/0k4j,\"Car, motor car\"",
        "2,/m/03v3yw,\"Keys jangling\"",
        "3,/m/0242l,\"Coin (dropping)\"");
  }

  @Test
  void audioSetHasSeveralTagsForEachClip() throws IOException {
    audioSet();
    audioSetClasses();

    DataSetSplits sets = new AudioSet(new SplitSizes(4, List.of())).read(folder);

    assertThat(sets.classes())
        .containsExactly("Speech", "Car, motor car", "Keys jangling", "Coin (dropping)");
    Split balanced = sets.split("balanced");
    MediaList eval = balanced.test().files();
    assertThat(eval.isTagged()).isTrue();
    assertThat(eval.tags(0)).containsExactly(2, 1);
    assertThat(eval.tags(1)).containsExactly(0);
    assertThat(eval.items().get(1).id()).isEqualTo("eval/Yaaaaaaaaaaa.wav#t=0,8");
    assertThat(balanced.train().files().size()).isEqualTo(1);
    assertThat(balanced.train().missing()).containsExactly("ccccccccccc_000030_000040");

    MediaCsv.write(eval, folder.resolve("written.csv"));
    MediaList again = MediaList.of(folder.resolve("written.csv")).withClasses(sets.classes());
    assertThat(again.tags(0)).containsExactly(2, 1);
  }

  @Test
  void audioSetTakesAllTrainingListsTogether() throws IOException {
    audioSet();
    audioSetClasses();
    copy.write("unbalanced_train_segments.csv", "ddddddddddd, 5.000, 15.000, \"/m/0242l\"")
        .touch("more/ddddddddddd_5.mp4");

    DataSetSplits sets = new AudioSet(new SplitSizes(4, List.of())).read(folder);

    assertThat(sets.splits())
        .extracting(Split::name)
        .containsExactly("balanced", "unbalanced", "all");
    assertThat(Miniature.ids(sets.split("all").train()))
        .containsExactly("train/bbbbbbbbbbb_30000_40000.flac", "more/ddddddddddd_5.mp4");
  }

  @Test
  void audioSetTagsMayBeNamedByTheOntology() throws IOException {
    audioSet();
    copy.write(
        "ontology.json",
        "[{\"id\": \"/m/0dgw9r\", \"name\": \"Human sounds\"},",
        " {\"id\": \"/m/09x0r\", \"name\": \"Speech\"},",
        " {\"id\": \"/m/03v3yw\", \"name\": \"Keys jangling\"},",
        " {\"id\": \"/m/0k4j\", \"name\": \"Car\"}]");

    assertThat(new AudioSet(new SplitSizes(3, List.of())).read(folder).classes())
        .containsExactly("Speech", "Keys jangling", "Car");

    copy.write("ontology.json", "{}");
    assertThatThrownBy(() -> new AudioSet().read(folder))
        .hasMessageContaining("ontology.json is not AudioSet's ontology");
  }

  @Test
  void audioSetListsThatWereCutShortAreErrors() throws IOException {
    audioSet();
    assertThatThrownBy(() -> new AudioSet().read(folder))
        .hasMessageContaining("no class_labels_indices.csv under");
    audioSetClasses();
    copy.write("eval_segments.csv", "# num_segs=20371", "a, 0.0, 10.0, \"/m/09x0r\"");
    assertThatThrownBy(() -> new AudioSet().read(folder))
        .hasMessageContaining("eval_segments.csv says that it lists 20371 clips but lists 1");
    copy.write("eval_segments.csv", "a, 0.0, 10.0, \"/m/none\"");
    assertThatThrownBy(() -> new AudioSet().read(folder))
        .hasMessageContaining("eval_segments.csv, line 1: unknown tag \"/m/none\"");
    copy.delete("balanced_train_segments.csv");
    copy.write("eval_segments.csv", "a, 0.0, 10.0, \"/m/09x0r\"");
    assertThatThrownBy(() -> new AudioSet().read(folder))
        .hasMessageContaining("no balanced_train_segments.csv");
  }

  @Test
  void vggSoundIsSplitByItsLastColumn() throws IOException {
    copy.write(
            "vggsound.csv",
            "---g-f_I2yQ,1,\"people marching\",test",
            "--0PQM4-hqg,30,\"bird chirping, tweeting\",train",
            "aaaaaaaaaaa,5,\"people marching\",train")
        .touch("clips/---g-f_I2yQ_000001.mp4", "clips/---g-f_I2yQ_000001.wav")
        .touch("clips/--0PQM4-hqg_000030.mp4");

    DataSetSplits sets = new VggSound(TWO).read(folder);

    assertThat(sets.classes()).containsExactly("bird chirping, tweeting", "people marching");
    Split split = sets.split("test");
    assertThat(Miniature.ids(split.test())).containsExactly("clips/---g-f_I2yQ_000001.mp4");
    assertThat(split.test().files().label(0)).isEqualTo(1);
    assertThat(split.train().missing()).containsExactly("aaaaaaaaaaa_000005");

    copy.write("vggsound.csv", "aaaaaaaaaaa,5,\"people marching\",val");
    assertThatThrownBy(() -> new VggSound().read(folder))
        .hasMessageContaining("line 1: split is \"val\", must be train or test");
  }

  @Test
  void aFileThatIsNoLongerThanAClipServesOneLineOnly() throws IOException {
    copy.write("vggsound.csv", "aaaaaaaaaaa,5,x,train", "aaaaaaaaaaa,50,y,train");
    TestMedia.ramps(folder.resolve("aaaaaaaaaaa.mkv"), "25", 25, 250);

    MediaList train = new VggSound(TWO).read(folder).split("test").train().files();

    assertThat(train.size()).isEqualTo(2);
    ClipSpec spec = ClipSpec.paper().toBuilder().optShortSide(24).optCrop(16).build();
    try (MediaDataset set = MediaDataset.builder().setFiles(train).setSpec(spec).build()) {
      assertThat(set.size()).isEqualTo(1);
      assertThat(set.id(0)).isEqualTo("aaaaaaaaaaa.mkv#t=5,15");
      assertThat(set.index().refusals().get(0).reason())
          .endsWith("aaaaaaaaaaa.mkv: is no longer than a clip, and taken for another one");
    }
  }
}
