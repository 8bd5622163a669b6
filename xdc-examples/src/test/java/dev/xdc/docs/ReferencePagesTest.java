package dev.xdc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * Holds the generated parts of {@code docs/cli.md} and {@code docs/configuration.md} against the
 * code. Run with {@code -Dxdc.docs=write} it writes them.
 */
class ReferencePagesTest {
  private static final boolean WRITE = "write".equals(System.getProperty("xdc.docs"));
  private static final String REMEDY =
      "write the page again: mvn -B -ntp -pl xdc-examples -am test"
          + " -Dtest=ReferencePagesTest -Dsurefire.failIfNoSpecifiedTests=false -Dxdc.docs=write";

  private static void hold(String name, String generated) throws IOException {
    GeneratedPage page = new GeneratedPage(name);
    if (WRITE) {
      page.write(generated);
    }
    assertThat(page.generated()).as(REMEDY).isEqualTo(generated);
  }

  @Test
  void cliPageShowsEveryCommandAndOption() throws IOException {
    hold("cli.md", new CommandReference().text());
  }

  @Test
  void valuesOfOptionsHaveNamesOfTheirOwn() throws IOException {
    assertThat(new CommandReference().text()).doesNotContainPattern("`--[a-z-]+ <[a-z]");
  }

  @Test
  void configurationPageShowsEverySetting() throws IOException {
    hold("configuration.md", new SettingReference().text());
  }
}
