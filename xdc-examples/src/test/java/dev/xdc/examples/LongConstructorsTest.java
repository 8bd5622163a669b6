package dev.xdc.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Settings are made by builders, presets and changed copies. Their records have constructors with
 * many parameters, which Java makes public, and which nobody outside their package calls.
 */
class LongConstructorsTest {
  private static final int SHORT = 5;

  /** What the library reports or keeps, and hands out made. */
  private static final Set<String> RESULTS =
      Set.of(
          "ClusterAssignment",
          "ClusterMetrics",
          "LinearModel",
          "Progress",
          "RoundMetrics",
          "StreamMetrics");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.xdc");

  @Test
  void nobodyOutsideTheirPackageCallsThem() {
    noClasses()
        .should()
        .callConstructorWhere(
            new DescribedPredicate<JavaConstructorCall>(
                "it is one of another package with more than %d parameters", SHORT) {
              @Override
              public boolean test(JavaConstructorCall call) {
                var made = call.getTargetOwner();
                return call.getTarget().getRawParameterTypes().size() > SHORT
                    && made.getPackageName().startsWith("dev.xdc")
                    && !made.getPackageName().contains(".internal")
                    && !made.getPackageName().equals(call.getOriginOwner().getPackageName())
                    && !RESULTS.contains(made.getSimpleName());
              }
            })
        .check(CLASSES);
  }

  @Test
  void onlyRecordsHaveThem() {
    assertThat(
            CLASSES.stream()
                .filter(made -> made.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(made -> !made.isRecord() && !made.getPackageName().contains(".internal"))
                .flatMap(made -> made.getConstructors().stream())
                .filter(made -> made.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(made -> made.getRawParameterTypes().size() > SHORT)
                .map(made -> made.getOwner().getSimpleName()))
        .isEmpty();
  }
}
