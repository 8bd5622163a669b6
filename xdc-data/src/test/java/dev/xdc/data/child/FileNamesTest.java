package dev.xdc.data.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xdc.data.TestMedia;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of all kinds, in JVMs of all kinds of locales. */
@DisabledOnOs(OS.WINDOWS)
class FileNamesTest {

  private static final List<String> NAMES =
      List.of(
          "-y.mkv",
          "a'b\"c.mkv",
          "colon:a.mkv",
          "new\nline.mkv",
          "pct%03d%%.mkv",
          "with space.mkv",
          "Gr\u00F6\u00DFe.mkv",
          "Gro\u0308\u00DFe.mkv",
          "\u65E5\u672C\u8A9E.mkv",
          "\u65E5\u672C\u753B.mkv",
          "\uD83C\uDFAC.mkv");

  @TempDir static Path folder;
  private static final List<String> EXPECTED = new ArrayList<>();

  @BeforeAll
  static void makeFilms() throws IOException {
    Path films = Files.createDirectory(folder.resolve("films"));
    StringBuilder csv = new StringBuilder("path\n");
    for (int i = 0; i < NAMES.size(); i++) {
      // Films of different length: the middle clip of each begins at another frame.
      int frames = 48 + 2 * i;
      Path plain = TestMedia.ramps(folder.resolve("film.mkv"), "16", 16, frames);
      Files.move(plain, films.resolve(NAMES.get(i)));
      EXPECTED.add((frames - 8) / 2 + " " + NAMES.get(i));
      csv.append('"').append("films/").append(NAMES.get(i).replace("\"", "\"\"")).append("\"\n");
    }
    Files.writeString(folder.resolve("films.csv"), csv);
    // Not UTF-8: a name that no text has.
    Files.copy(films.resolve(NAMES.get(0)), Path.of(URI.create(films.toUri() + "latin%FC.mkv")));
  }

  @ParameterizedTest
  @CsvSource({"C, films", "POSIX, films.csv", "C.UTF-8, films", "C.UTF-8, films.csv"})
  void areReadInEveryLocale(String locale, String list) throws Exception {
    Process child =
        ChildJvm.start(Map.of("LC_ALL", locale), ReadNames.class, folder.resolve(list).toString());
    List<String> expected = new ArrayList<>();
    for (String line : EXPECTED) {
      expected.addAll(
          line.replaceFirst(" ", list.equals("films") ? " " : " films/").lines().toList());
    }
    if (list.equals("films")) {
      expected.add("20 latin%FC.mkv");
    }
    expected.add("/wo\u0308?.: no such file");
    assertThat(ChildJvm.lines(child)).containsExactlyInAnyOrderElementsOf(expected);
  }
}
