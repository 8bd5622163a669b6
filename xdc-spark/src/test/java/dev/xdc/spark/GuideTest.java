package dev.xdc.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles the Java of the guide. */
class GuideTest {
  private static final Path GUIDE = Path.of("../docs/guides/spark.md");
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @TempDir private Path classes;

  @Test
  void javaOfTheGuideCompiles() throws IOException {
    List<String> blocks =
        JAVA.matcher(Files.readString(GUIDE)).results().map((MatchResult m) -> m.group(1)).toList();
    assertThat(blocks).isNotEmpty();

    String program =
        """
        import dev.xdc.*;
        import dev.xdc.clip.*;
        import dev.xdc.data.cache.*;
        import dev.xdc.data.index.*;
        import dev.xdc.spark.*;
        import dev.xdc.work.*;
        import java.nio.file.Path;
        import org.apache.spark.api.java.JavaSparkContext;

        abstract class Guide {
          static ClipDataset openClips(String folder) {
            throw new UnsupportedOperationException(folder);
          }

          static void show(
              JavaSparkContext sparkContext, ShardPreparation preparation, IndexScan.Builder scan)
              throws Exception {
        """
            + String.join("\n", blocks)
            + "}}";
    StringWriter faults = new StringWriter();
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    boolean compiled =
        ToolProvider.getSystemJavaCompiler()
            .getTask(
                faults,
                null,
                null,
                List.of("-proc:none", "-nowarn", "-classpath", path, "-d", classes.toString()),
                null,
                List.of(
                    new SimpleJavaFileObject(
                        URI.create("string:///Guide.java"), JavaFileObject.Kind.SOURCE) {
                      @Override
                      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return program;
                      }
                    }))
            .call();
    assertThat(compiled).as(faults.toString()).isTrue();
  }
}
